package conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One Java producer: sends records at times, and tells of each when send() was called and returned, and its outcome. */
final class Sending {
  private final KafkaProducer<byte[], byte[]> producer;

  Sending(JsonNode config) {
    producer =
        new KafkaProducer<>(
            properties(config), new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Properties properties(JsonNode config) {
    Properties properties = new Properties();
    for (Iterator<String> names = config.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      properties.setProperty(name, config.get(name).asText());
    }
    return properties;
  }

  /** records: [{at, partition, key, size}], `at` in seconds from now; answers when all have an outcome. */
  ObjectNode send(JsonNode asked) throws InterruptedException {
    String topic = asked.get("topic").asText();
    JsonNode records = asked.get("records");
    ObjectNode answer = Driver.JSON.createObjectNode();
    ArrayNode outcomes = answer.putArray("sent");
    CountDownLatch done = new CountDownLatch(records.size());
    double begin = Driver.now() + asked.path("in").asDouble(0);
    answer.put("began", begin);
    for (JsonNode record : records) {
      ObjectNode outcome = outcomes.addObject();
      Driver.sleepUntil(begin + record.path("at").asDouble());
      Integer partition = record.has("partition") ? record.get("partition").asInt() : null;
      byte[] key = record.has("key") ? record.get("key").asText().getBytes() : null;
      byte[] value = new byte[record.path("size").asInt(100)];
      outcome.put("called", Driver.now() - begin);
      try {
        producer.send(
            new ProducerRecord<>(topic, partition, key, value),
            (metadata, failure) -> {
              outcome.put("completed", Driver.now() - begin);
              if (failure != null) outcome.put("error", failure.getClass().getSimpleName());
              else outcome.put("partition", metadata.partition()).put("offset", metadata.offset());
              done.countDown();
            });
      } catch (RuntimeException failure) {
        outcome.put("completed", Driver.now() - begin);
        outcome.put("error", failure.getClass().getSimpleName());
        done.countDown();
      }
      outcome.put("returned", Driver.now() - begin);
    }
    if (asked.path("flush").asBoolean()) producer.flush();
    done.await((long) (asked.path("patience").asDouble(60) * 1e3), TimeUnit.MILLISECONDS);
    return answer.deepCopy();
  }

  Map<String, Double> metrics() {
    Map<String, Double> found = new TreeMap<>();
    producer
        .metrics()
        .forEach(
            (name, metric) -> {
              if (!name.group().equals("producer-metrics")) return;
              if (metric.metricValue() instanceof Double value && !value.isNaN()) {
                found.put(name.name(), value);
              }
            });
    return found;
  }

  void close() {
    producer.close(Duration.ZERO);
  }
}

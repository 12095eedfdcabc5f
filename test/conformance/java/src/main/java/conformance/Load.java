package conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Several producers of one process under an open load: records at times of their own, constant or Poisson, whatever has
 * been answered. Latency is from when a record was due to its callback, so that what the clients' processor was late is
 * part of it.
 */
final class Load {
  /** A producer of a closed load has as much under way: more than its requests in flight take. */
  private static final int CLOSED_BYTES = 1_000_000;

  /** A run is looked at in so many parts of equally many records. */
  private static final int PARTS = 10;

  private final String topic;
  private final int size;
  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();

  Load(JsonNode asked) {
    topic = asked.get("topic").asText();
    size = asked.get("size").asInt();
    for (int each = 0; each < asked.get("producers").asInt(); each++) {
      producers.add(
          new KafkaProducer<>(
              Sending.properties(asked.get("config")),
              new ByteArraySerializer(),
              new ByteArraySerializer()));
    }
  }

  /** rate: records a second of all producers; 0 = as many as they take. settle: seconds that are not looked at. */
  ObjectNode run(JsonNode asked) throws InterruptedException {
    double rate = asked.get("rate").asDouble();
    double settle = asked.get("settle").asDouble();
    double seconds = asked.get("seconds").asDouble();
    return rate > 0
        ? open(rate, asked.get("arrivals").asText().equals("poisson"), settle, seconds)
        : closed(settle, seconds);
  }

  private ProducerRecord<byte[], byte[]> record(byte[] value) {
    return new ProducerRecord<>(topic, value);
  }

  private ObjectNode open(double rate, boolean poisson, double settle, double seconds)
      throws InterruptedException {
    sleepExactly();
    SplittableRandom random = new SplittableRandom(42);
    byte[] value = new byte[size];
    random.nextBytes(value);
    int room = (int) (1.2 * rate * (settle + seconds)) + 1000;
    double[] latencies = new double[room];
    double[] lateness = new double[room];
    AtomicInteger open = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    double begin = Driver.now() + 0.1;
    double due = begin;
    int first = -1;
    int sent = 0;
    double[] before = null;
    while (due < begin + settle + seconds && sent < room) {
      double called = waitUntil(due);
      if (first < 0 && due >= begin + settle) {
        first = sent;
        before = counts();
      }
      int place = sent++;
      lateness[place] = called - due;
      open.incrementAndGet();
      double dueAt = due;
      int producer = poisson ? random.nextInt(producers.size()) : place % producers.size();
      producers
          .get(producer)
          .send(
              record(value),
              (metadata, failure) -> {
                latencies[place] = Driver.now() - dueAt;
                if (failure != null) failed.incrementAndGet();
                open.decrementAndGet();
              });
      due += (poisson ? -Math.log(1 - random.nextDouble()) : 1) / rate;
    }
    double took = Driver.now() - begin - settle;
    double[] after = counts();
    int left = open.get();
    for (int wait = 0; wait < 2000 && open.get() > 0; wait++) Thread.sleep(5);
    ObjectNode answer = Driver.JSON.createObjectNode();
    answer.put("records", sent - first).put("seconds", took).put("failed", failed.get());
    answer.put("waiting", left);
    tellParts(answer, Arrays.copyOfRange(latencies, first, sent));
    tell(answer, "latency", Arrays.copyOfRange(latencies, first, sent));
    tell(answer, "lateness", Arrays.copyOfRange(lateness, first, sent));
    answer.put("requests", after[0] - before[0]);
    return answer;
  }

  /** When it is; sleeps, so that a clients' processor with nothing to do is idle. */
  private static double waitUntil(double due) {
    double now = Driver.now();
    for (; now < due; now = Driver.now()) LockSupport.parkNanos((long) ((due - now) * 1e9));
    return now;
  }

  /** Linux would let this thread sleep 50 microseconds too long, to wake it with others. */
  private static void sleepExactly() {
    try {
      Files.writeString(Path.of("/proc/thread-self/timerslack_ns"), "1");
    } catch (IOException failure) {
      // Then it is late by that much, which is told.
    }
  }

  private ObjectNode closed(double settle, double seconds) throws InterruptedException {
    byte[] value = new byte[size];
    new SplittableRandom(42).nextBytes(value);
    double from = Driver.now() + settle;
    double until = from + seconds;
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(producers.size());
    int most = Math.max(500, CLOSED_BYTES / size);
    for (KafkaProducer<byte[], byte[]> producer : producers) {
      Thread thread =
          new Thread(
              () -> {
                Semaphore places = new Semaphore(most);
                while (Driver.now() < until) {
                  places.acquireUninterruptibly();
                  producer.send(
                      record(value),
                      (metadata, failure) -> {
                        places.release();
                        double now = Driver.now();
                        if (failure != null) failed.incrementAndGet();
                        else if (now >= from && now < until) answered.incrementAndGet();
                      });
                }
                producer.flush();
                done.countDown();
              });
      thread.start();
    }
    Thread.sleep((long) (settle * 1e3));
    double[] before = counts();
    Thread.sleep((long) (seconds * 1e3));
    double[] after = counts();
    done.await();
    ObjectNode answer = Driver.JSON.createObjectNode();
    answer.put("records", answered.get()).put("seconds", seconds).put("failed", failed.get());
    answer.put("requests", after[0] - before[0]);
    return answer;
  }

  /** Requests sent so far. */
  private double[] counts() {
    double requests = 0;
    for (KafkaProducer<byte[], byte[]> producer : producers) {
      for (var each : producer.metrics().entrySet()) {
        MetricName name = each.getKey();
        Metric metric = each.getValue();
        if (!name.group().equals("producer-metrics")) continue;
        if (name.name().equals("request-total")) requests += (Double) metric.metricValue();
      }
    }
    return new double[] {requests};
  }

  private static void tell(ObjectNode answer, String what, double[] seconds) {
    Arrays.sort(seconds);
    ObjectNode told = answer.putObject(what);
    told.put("mean", Arrays.stream(seconds).average().orElse(Double.NaN));
    for (double share : new double[] {0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999}) {
      told.put("p" + Double.toString(100 * share).replaceAll("\\.0$", ""), quantile(seconds, share));
    }
    told.put("max", seconds[seconds.length - 1]);
  }

  /** Quantiles of each part, in order of time: the median part's say what the whole is like without stops. */
  private static void tellParts(ObjectNode answer, double[] seconds) {
    ObjectNode told = answer.putObject("parts");
    for (double share : new double[] {0.1, 0.5, 0.9, 0.95}) {
      double[] parts = new double[PARTS];
      for (int part = 0; part < PARTS; part++) {
        int from = (int) ((long) seconds.length * part / PARTS);
        int to = (int) ((long) seconds.length * (part + 1) / PARTS);
        double[] each = Arrays.copyOfRange(seconds, from, to);
        Arrays.sort(each);
        parts[part] = quantile(each, share);
      }
      Arrays.sort(parts);
      double median = (parts[PARTS / 2 - 1] + parts[PARTS / 2]) / 2;
      told.put("p" + Double.toString(100 * share).replaceAll("\\.0$", ""), median);
    }
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[Math.min(sorted.length - 1, (int) Math.floor(share * sorted.length))];
  }

  void close() {
    producers.forEach(each -> each.close(Duration.ZERO));
  }
}

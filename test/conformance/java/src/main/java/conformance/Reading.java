package conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One Java consumer in a thread of its own: polls in a loop, works for a time, notes its polls and its rebalances. */
final class Reading {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ArrayNode events = Driver.JSON.createArrayNode();
  private final Thread thread;
  private volatile boolean ending;
  private volatile double perRecord;
  private volatile double perPoll;
  private volatile boolean paused;
  private volatile boolean remain;

  Reading(JsonNode asked) {
    consumer =
        new KafkaConsumer<>(
            Sending.properties(asked.get("config")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    set(asked);
    String topic = asked.get("topic").asText();
    if (asked.has("partitions")) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (JsonNode each : asked.get("partitions")) {
        partitions.add(new TopicPartition(topic, each.asInt()));
      }
      consumer.assign(partitions);
    } else {
      List<String> topics = List.of(topic.split(","));
      consumer.subscribe(topics, listener());
    }
    thread = new Thread(this::loop);
    thread.start();
  }

  void set(JsonNode asked) {
    if (asked.has("perRecord")) perRecord = asked.get("perRecord").asDouble();
    if (asked.has("perPoll")) perPoll = asked.get("perPoll").asDouble();
    if (asked.has("paused")) paused = asked.get("paused").asBoolean();
  }

  private ConsumerRebalanceListener listener() {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        noteChange("revoked", partitions);
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        noteChange("assigned", partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        noteChange("lost", partitions);
      }
    };
  }

  private void noteChange(String what, Collection<TopicPartition> partitions) {
    ObjectNode event = Driver.JSON.createObjectNode();
    event.put("what", what).put("time", Driver.now());
    ArrayNode list = event.putArray("partitions");
    partitions.stream().map(TopicPartition::toString).sorted().forEach(list::add);
    note(event);
  }

  private void note(ObjectNode event) {
    synchronized (events) {
      events.add(event);
    }
  }

  private void loop() {
    try {
      while (!ending) {
        while (paused && !ending) Thread.sleep(5);
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        if (records.isEmpty()) continue;
        notePoll(records);
        double until = Driver.now() + perPoll + perRecord * records.count();
        while (Driver.now() < until && !ending) Thread.sleep(2);
      }
    } catch (Throwable failure) {
      note(Driver.JSON.createObjectNode().put("what", "error").put("error", failure.toString()));
    } finally {
      CloseOptions.GroupMembershipOperation operation =
          remain
              ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
              : CloseOptions.GroupMembershipOperation.DEFAULT;
      consumer.close(
          CloseOptions.timeout(Duration.ofSeconds(2)).withGroupMembershipOperation(operation));
    }
  }

  private void notePoll(ConsumerRecords<byte[], byte[]> records) {
    ObjectNode event = Driver.JSON.createObjectNode();
    event.put("what", "poll").put("time", Driver.now()).put("count", records.count());
    ArrayNode runs = event.putArray("runs");
    int last = -1;
    ObjectNode run = null;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (run == null || record.partition() != last) {
        run = runs.addObject();
        run.put("partition", record.partition()).put("from", record.offset()).put("count", 0);
        last = record.partition();
      }
      run.put("count", run.get("count").asInt() + 1);
    }
    note(event);
  }

  ArrayNode log() {
    synchronized (events) {
      return events.deepCopy();
    }
  }

  ArrayNode close(boolean remainInGroup) throws InterruptedException {
    remain = remainInGroup;
    ending = true;
    thread.join(10_000);
    return log();
  }
}

package conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.record.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.FileRecords;

/** Topics, leaders, quotas, and what stands in a log's segments. */
final class Administration {
  private static final Map<String, Admin> ADMINS = new ConcurrentHashMap<>();

  private Administration() {}

  private static Admin admin(JsonNode asked) {
    return ADMINS.computeIfAbsent(
        asked.get("servers").asText(),
        servers -> {
          Properties properties = new Properties();
          properties.setProperty("bootstrap.servers", servers);
          properties.setProperty("default.api.timeout.ms", "60000");
          return Admin.create(properties);
        });
  }

  static Object perform(String what, JsonNode asked) throws Exception {
    switch (what) {
      case "topic.create":
        return create(asked);
      case "topic.describe":
        return describe(asked);
      case "cluster.brokers":
        return admin(asked).describeCluster().nodes().get().stream().map(Node::id).sorted().toList();
      case "topic.elect":
        return elect(asked);
      case "topic.configure":
        return configure(asked);
      case "quota.set":
        return setQuota(asked);
      case "group.committed":
        return committed(asked);
      case "segments.read":
        return segments(new File(asked.get("folder").asText()));
      default:
        throw new IllegalArgumentException("no such thing to do: " + what);
    }
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new HashMap<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      texts.put(name, node.get(name).asText());
    }
    return texts;
  }

  /** assignment: [[broker, ...], ...] by partition, or partitions and copies. */
  private static Object create(JsonNode asked) throws Exception {
    String name = asked.get("topic").asText();
    NewTopic topic;
    if (asked.has("assignment")) {
      Map<Integer, List<Integer>> assignment = new HashMap<>();
      for (JsonNode brokers : asked.get("assignment")) {
        List<Integer> list = new ArrayList<>();
        brokers.forEach(each -> list.add(each.asInt()));
        assignment.put(assignment.size(), list);
      }
      topic = new NewTopic(name, assignment);
    } else {
      int partitions = asked.path("partitions").asInt(1);
      topic = new NewTopic(name, partitions, (short) asked.path("copies").asInt(1));
    }
    topic.configs(texts(asked.path("config")));
    admin(asked).createTopics(List.of(topic)).all().get();
    return true;
  }

  private static Object describe(JsonNode asked) throws Exception {
    String name = asked.get("topic").asText();
    TopicDescription found =
        admin(asked).describeTopics(List.of(name)).allTopicNames().get().get(name);
    ArrayNode partitions = Driver.JSON.createArrayNode();
    for (TopicPartitionInfo each : found.partitions()) {
      ObjectNode partition = partitions.addObject().put("partition", each.partition());
      partition.put("leader", each.leader() == null ? -1 : each.leader().id());
      ArrayNode inSync = partition.putArray("inSync");
      each.isr().stream().map(Node::id).sorted().forEach(inSync::add);
      ArrayNode replicas = partition.putArray("replicas");
      each.replicas().stream().map(Node::id).forEach(replicas::add);
    }
    return partitions;
  }

  private static Object elect(JsonNode asked) throws Exception {
    Set<TopicPartition> one =
        Set.of(new TopicPartition(asked.get("topic").asText(), asked.get("partition").asInt()));
    admin(asked).electLeaders(ElectionType.PREFERRED, one).partitions().get();
    return true;
  }

  /** type: TOPIC or BROKER; of: its name; config. */
  private static Object configure(JsonNode asked) throws Exception {
    ConfigResource.Type type = ConfigResource.Type.valueOf(asked.path("type").asText("TOPIC"));
    List<AlterConfigOp> changes = new ArrayList<>();
    texts(asked.get("config"))
        .forEach(
            (name, value) ->
                changes.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    ConfigResource resource = new ConfigResource(type, asked.get("of").asText());
    admin(asked).incrementalAlterConfigs(Map.of(resource, changes)).all().get();
    return true;
  }

  private static Object setQuota(JsonNode asked) throws Exception {
    Map<String, String> entity = new HashMap<>();
    entity.put(ClientQuotaEntity.CLIENT_ID, asked.get("client").asText());
    ClientQuotaAlteration.Op change =
        new ClientQuotaAlteration.Op(asked.get("key").asText(), asked.get("value").asDouble());
    ClientQuotaAlteration alteration =
        new ClientQuotaAlteration(new ClientQuotaEntity(entity), List.of(change));
    admin(asked).alterClientQuotas(List.of(alteration)).all().get();
    return true;
  }

  private static Object committed(JsonNode asked) throws Exception {
    Map<String, Long> found = new HashMap<>();
    admin(asked)
        .listConsumerGroupOffsets(asked.get("group").asText())
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, offset) -> found.put(partition.toString(), offset.offset()));
    return found;
  }

  private static Object segments(File folder) throws Exception {
    ArrayNode batches = Driver.JSON.createArrayNode();
    File[] files = Optional.ofNullable(folder.listFiles()).orElse(new File[0]);
    java.util.Arrays.sort(files);
    for (File file : files) {
      if (!file.getName().endsWith(".log")) continue;
      try (FileRecords records = FileRecords.open(file, false)) {
        for (FileChannelRecordBatch batch : records.batches()) {
          batches
              .addObject()
              .put("offset", batch.baseOffset())
              .put("count", batch.lastOffset() - batch.baseOffset() + 1)
              .put("bytes", batch.sizeInBytes())
              .put("time", batch.maxTimestamp() / 1e3)
              .put("sequence", batch.baseSequence())
              .put("producer", batch.producerId());
        }
      }
    }
    return batches;
  }
}

package conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.BaseRecords;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** What goes between clients and a broker, read by Kafka's own classes: produce and fetch whole, of others the name. */
final class Messages {
  record Asked(RequestHeader header) {}

  private ArrayNode log = Driver.JSON.createArrayNode();

  synchronized ArrayNode take() {
    ArrayNode taken = log;
    log = Driver.JSON.createArrayNode();
    return taken;
  }

  private synchronized void note(ObjectNode entry) {
    log.add(entry);
  }

  private static ObjectNode entry(String way, int connection, RequestHeader header) {
    ObjectNode entry = Driver.JSON.createObjectNode();
    entry.put("time", Driver.now()).put("way", way).put("connection", connection);
    entry.put("client", header.clientId()).put("api", header.apiKey().name());
    return entry.put("correlation", header.correlationId());
  }

  void request(int connection, ByteBuffer bytes, Map<Integer, Asked> asked) {
    try {
      int size = bytes.remaining();
      RequestHeader header = RequestHeader.parse(bytes);
      asked.put(header.correlationId(), new Asked(header));
      ObjectNode entry = entry("request", connection, header).put("size", size);
      if (header.apiKey() == ApiKeys.PRODUCE || header.apiKey() == ApiKeys.FETCH) {
        AbstractRequest request =
            AbstractRequest.parseRequest(
                    header.apiKey(), header.apiVersion(), new ByteBufferAccessor(bytes))
                .request;
        if (request instanceof ProduceRequest produce) describe(produce, entry);
        if (request instanceof FetchRequest fetch) describe(fetch, entry);
      }
      note(entry);
    } catch (RuntimeException failure) {
      note(Driver.JSON.createObjectNode().put("way", "unread").put("error", failure.toString()));
    }
  }

  void response(int connection, ByteBuffer bytes, Map<Integer, Asked> asked) {
    try {
      int size = bytes.remaining();
      Asked of = asked.remove(bytes.getInt(bytes.position()));
      if (of == null) return;
      RequestHeader header = of.header();
      ObjectNode entry = entry("response", connection, header).put("size", size);
      if (header.apiKey() != ApiKeys.API_VERSIONS && header.apiKey() != ApiKeys.FETCH_SNAPSHOT) {
        AbstractResponse response = AbstractResponse.parseResponse(bytes, header);
        if (response.throttleTimeMs() > 0) entry.put("throttle", response.throttleTimeMs() / 1e3);
        if (response instanceof ProduceResponse produce) describe(produce, entry);
        else if (response instanceof FetchResponse fetch) describe(fetch, entry);
        else {
          ArrayNode errors = entry.putArray("errors");
          response.errorCounts().keySet().forEach(each -> errors.add(each.name()));
        }
      }
      note(entry);
    } catch (RuntimeException failure) {
      note(Driver.JSON.createObjectNode().put("way", "unread").put("error", failure.toString()));
    }
  }

  private static void describe(ProduceRequest request, ObjectNode entry) {
    entry.put("acks", request.acks());
    ArrayNode partitions = entry.putArray("partitions");
    for (ProduceRequestData.TopicProduceData topic : request.data().topicData()) {
      for (ProduceRequestData.PartitionProduceData each : topic.partitionData()) {
        ObjectNode partition = partitions.addObject().put("partition", each.index());
        count(each.records(), partition);
      }
    }
  }

  private static void describe(ProduceResponse response, ObjectNode entry) {
    ArrayNode partitions = entry.putArray("partitions");
    for (ProduceResponseData.TopicProduceResponse topic : response.data().responses()) {
      for (ProduceResponseData.PartitionProduceResponse each : topic.partitionResponses()) {
        partitions
            .addObject()
            .put("partition", each.index())
            .put("offset", each.baseOffset())
            .put("error", org.apache.kafka.common.protocol.Errors.forCode(each.errorCode()).name());
      }
    }
  }

  private static void describe(FetchRequest request, ObjectNode entry) {
    FetchRequestData data = request.data();
    entry.put("maxWait", data.maxWaitMs() / 1e3).put("minBytes", data.minBytes());
    entry.put("epoch", data.sessionEpoch());
    ArrayNode partitions = entry.putArray("partitions");
    for (FetchRequestData.FetchTopic topic : data.topics()) {
      for (FetchRequestData.FetchPartition each : topic.partitions()) {
        partitions
            .addObject()
            .put("partition", each.partition())
            .put("offset", each.fetchOffset());
      }
    }
  }

  private static void describe(FetchResponse response, ObjectNode entry) {
    ArrayNode partitions = entry.putArray("partitions");
    for (FetchResponseData.FetchableTopicResponse topic : response.data().responses()) {
      for (FetchResponseData.PartitionData each : topic.partitions()) {
        ObjectNode partition = partitions.addObject().put("partition", each.partitionIndex());
        if (each.errorCode() != 0) partition.put("error", each.errorCode());
        if (each.preferredReadReplica() >= 0) {
          partition.put("preferred", each.preferredReadReplica());
        }
        count(each.records(), partition);
      }
    }
  }

  /** A cut last batch of an answer counts its bytes alone. */
  private static void count(BaseRecords records, ObjectNode into) {
    into.put("bytes", records == null ? 0 : records.sizeInBytes());
    if (!(records instanceof MemoryRecords memory)) return;
    ArrayNode counts = into.putArray("batches");
    for (RecordBatch batch : memory.batches()) {
      counts.add(batch.lastOffset() - batch.baseOffset() + 1);
    }
  }
}

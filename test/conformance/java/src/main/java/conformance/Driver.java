package conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Drives real clients: a line of JSON in, {id, do, ...}, a line of JSON out, {id, result} or {id, error}, in whatever
 * order they are done. All times are seconds since the driver began, by one monotonic clock.
 */
public final class Driver {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final long BEGAN = System.nanoTime();
  private static final double BEGAN_EPOCH = System.currentTimeMillis() / 1e3;
  private static final Map<String, Proxy> PROXIES = new ConcurrentHashMap<>();
  private static final Map<String, Sending> PRODUCERS = new ConcurrentHashMap<>();
  private static final Map<String, Reading> CONSUMERS = new ConcurrentHashMap<>();
  private static final Map<String, Load> LOADS = new ConcurrentHashMap<>();

  private Driver() {}

  static double now() {
    return (System.nanoTime() - BEGAN) / 1e9;
  }

  static void sleepUntil(double time) throws InterruptedException {
    for (double left = time - now(); left > 0; left = time - now()) {
      Thread.sleep((long) (left * 1e3), (int) ((left * 1e9) % 1_000_000));
    }
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    ExecutorService each = Executors.newCachedThreadPool();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode asked = JSON.readTree(line);
      each.submit(() -> answer(asked, out));
    }
    System.exit(0);
  }

  private static void answer(JsonNode asked, PrintStream out) {
    ObjectNode answer = JSON.createObjectNode();
    answer.set("id", asked.get("id"));
    try {
      answer.set("result", JSON.valueToTree(perform(asked)));
    } catch (Throwable failure) {
      answer.put("error", String.valueOf(failure));
    }
    synchronized (out) {
      out.println(answer);
      out.flush();
    }
  }

  private static Object perform(JsonNode asked) throws Exception {
    String name = asked.path("name").asText();
    String what = asked.get("do").asText();
    switch (what) {
      case "now":
        return Map.of("now", now(), "epoch", BEGAN_EPOCH);
      case "proxy.open":
        PROXIES.put(name, new Proxy(asked.get("listen").asInt(), asked.get("target").asInt()));
        return true;
      case "proxy.set":
        PROXIES.get(name).set(asked);
        return true;
      case "proxy.log":
        return PROXIES.get(name).takeLog();
      case "producer.open":
        PRODUCERS.put(name, new Sending(asked.get("config")));
        return true;
      case "producer.send":
        return PRODUCERS.get(name).send(asked);
      case "producer.metrics":
        return PRODUCERS.get(name).metrics();
      case "producer.close":
        PRODUCERS.remove(name).close();
        return true;
      case "consumer.open":
        CONSUMERS.put(name, new Reading(asked));
        return true;
      case "consumer.set":
        CONSUMERS.get(name).set(asked);
        return true;
      case "consumer.log":
        return CONSUMERS.get(name).log();
      case "consumer.close":
        return CONSUMERS.remove(name).close(asked.path("remain").asBoolean());
      case "load.open":
        LOADS.put(name, new Load(asked));
        return true;
      case "load.run":
        return LOADS.get(name).run(asked);
      case "load.close":
        LOADS.remove(name).close();
        return true;
      default:
        return Administration.perform(what, asked);
    }
  }
}

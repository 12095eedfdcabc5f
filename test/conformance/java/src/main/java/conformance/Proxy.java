package conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Stands between clients and a broker: each message is noted when it comes, and passed on a while later, in order, as if
 * the way were long. It can hold what comes, and cut connections.
 */
final class Proxy {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Messages messages = new Messages();
  private volatile double delayThere;
  private volatile double delayBack;
  private volatile boolean holdsThere;
  private volatile boolean holdsBack;
  private volatile boolean refuses;
  private int connections;

  private record Frame(double due, byte[] bytes) {}

  Proxy(int listen, int target) throws IOException {
    this.target = target;
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), listen));
    spawn(this::accept);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void spawn(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception ended) {
                // A connection that ends is no news.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** there, back: one-way delays in seconds; holdThere, holdBack; refuse: no new connections; cut: all are closed now. */
  void set(JsonNode asked) {
    if (asked.has("there")) delayThere = asked.get("there").asDouble();
    if (asked.has("back")) delayBack = asked.get("back").asDouble();
    if (asked.has("holdThere")) holdsThere = asked.get("holdThere").asBoolean();
    if (asked.has("holdBack")) holdsBack = asked.get("holdBack").asBoolean();
    if (asked.has("refuse")) refuses = asked.get("refuse").asBoolean();
    if (asked.path("cut").asBoolean()) sockets.forEach(Proxy::close);
  }

  ArrayNode takeLog() {
    return messages.take();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      if (refuses) {
        close(client);
        continue;
      }
      Socket broker = new Socket();
      try {
        broker.connect(new InetSocketAddress("127.0.0.1", target), 1000);
      } catch (IOException unreachable) {
        close(client);
        continue;
      }
      int number = connections++;
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(broker);
      Map<Integer, Messages.Asked> asked = new ConcurrentHashMap<>();
      pass(client, broker, true, bytes -> messages.request(number, bytes, asked));
      pass(broker, client, false, bytes -> messages.response(number, bytes, asked));
    }
  }

  private interface Note {
    void of(ByteBuffer bytes);
  }

  private void pass(Socket from, Socket to, boolean there, Note note) {
    BlockingQueue<Frame> queue = new LinkedBlockingQueue<>();
    spawn(
        () -> {
          try {
            DataInputStream in = new DataInputStream(from.getInputStream());
            while (true) {
              byte[] bytes = new byte[in.readInt()];
              in.readFully(bytes);
              note.of(ByteBuffer.wrap(bytes));
              queue.add(new Frame(Driver.now() + (there ? delayThere : delayBack), bytes));
            }
          } finally {
            queue.add(new Frame(0, null));
          }
        });
    spawn(
        () -> {
          try {
            OutputStream out = to.getOutputStream();
            while (true) {
              Frame frame = queue.take();
              if (frame.bytes == null) break;
              Driver.sleepUntil(frame.due);
              while (there ? holdsThere : holdsBack) Thread.sleep(1);
              ByteBuffer whole = ByteBuffer.allocate(4 + frame.bytes.length);
              whole.putInt(frame.bytes.length).put(frame.bytes);
              out.write(whole.array());
              out.flush();
            }
          } finally {
            close(from);
            close(to);
          }
        });
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException already) {
      // Closed is closed.
    }
  }
}

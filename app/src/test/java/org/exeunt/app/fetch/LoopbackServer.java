package org.exeunt.app.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on this machine that can break connections, ignore ranges and change its files. */
final class LoopbackServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int cuts;
    private volatile int cutAfter;
    private volatile boolean stall;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean ranges = true;
    private volatile int status;
    private volatile long claimed;
    private volatile String tag = "\"first\"";

    LoopbackServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI put(String name, byte[] content) {
        files.put("/" + name, content);
        return address(name);
    }

    URI address(String name) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
    }

    /** Breaks the next connections, each after some bytes. */
    void cut(int connections, int afterBytes) {
        cuts = connections;
        cutAfter = afterBytes;
    }

    /** Stops sending on the next connection after some bytes, but leaves it open. */
    void stall(int afterBytes) {
        cut(1, afterBytes);
        stall = true;
    }

    /** Announces wrong lengths of files. */
    void claim(long length) {
        claimed = length;
    }

    void forgetRanges() {
        ranges = false;
    }

    void answerWith(int otherStatus) {
        status = otherStatus;
    }

    /** Changes the version of the files. */
    void changeVersion() {
        tag = "\"second\"";
    }

    /** Returns path and Range header of all requests. */
    List<String> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
            byte[] content = files.get(exchange.getRequestURI().getPath());
            if (content == null || status != 0) {
                exchange.sendResponseHeaders(content == null ? 404 : status, -1);
                return;
            }
            exchange.getResponseHeaders().set("ETag", tag);
            int from = first(range, exchange.getRequestHeaders().getFirst("If-Range"));
            if (from > 0 && from >= content.length) {
                exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, claimed > 0 ? claimed : content.length - from);
            int length = content.length - from;
            if (cuts > 0) {
                cuts--;
                length = Math.min(length, cutAfter);
            }
            OutputStream body = exchange.getResponseBody();
            body.write(content, from, length);
            body.flush();
            if (stall) {
                stall = false;
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int first(String range, String ifRange) {
        if (range == null || !ranges || ifRange != null && !ifRange.equals(tag)) {
            return 0;
        }
        Matcher matcher = RANGE.matcher(range);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdown();
    }
}

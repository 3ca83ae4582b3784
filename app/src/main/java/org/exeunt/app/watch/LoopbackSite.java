package org.exeunt.app.watch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.app.report.HtmlReport;

/**
 * Serves a page and a stream of server-sent events to browsers on this machine that know the address.
 *
 * <p>Bound to 127.0.0.1. The path starts with 128 random bits; any other path returns 404. Requests with another host
 * name are refused, which prevents DNS rebinding, and so are requests that a browser marks as coming from another site.
 */
final class LoopbackSite implements AutoCloseable {
    private static final ErrorCode NO_ADDRESS = ErrorCategory.RESOURCE.code(61);
    private static final int TOKEN_BYTES = 16;
    private static final int READERS = 16;
    private static final long KEEP_ALIVE_SECONDS = 15;
    private static final long CLOSE_SECONDS = 5;

    private final HttpServer server;
    private final ExecutorService threads;
    private final byte[] page;
    private final String policy;
    private final String token;
    private final Semaphore readers = new Semaphore(READERS);
    private final Latest latest = new Latest();

    private LoopbackSite(HttpServer server, ExecutorService threads, HtmlReport.Live page, String token) {
        this.server = server;
        this.threads = threads;
        this.page = page.html().getBytes(StandardCharsets.UTF_8);
        this.policy = page.policy();
        this.token = token;
    }

    /**
     * Opens the site.
     *
     * @param port 0 for any free port
     * @param page shown at its address; it reads the events from {@code events}
     * @throws ExeuntException of category RESOURCE if the port is not available
     */
    static LoopbackSite open(int port, HtmlReport.Live page) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
            ExecutorService threads = Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "watch");
                thread.setDaemon(true);
                return thread;
            });
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            LoopbackSite site = new LoopbackSite(server, threads, page, token);
            server.setExecutor(threads);
            server.createContext("/", site::answer);
            server.start();
            return site;
        } catch (IOException e) {
            throw new ExeuntException(
                    NO_ADDRESS,
                    "Port %d of 127.0.0.1 is not available: %s. Give --watch another port, or none for any free port."
                            .formatted(port, IoMessages.of(e)),
                    e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + token + "/";
    }

    /** Sends an event to all readers, and to later readers until there is a newer event. */
    void show(String event) {
        latest.put(event);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!isAllowed(exchange) || !isKnown(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else if (path.endsWith("/events")) {
                events(exchange);
            } else {
                secure(exchange.getResponseHeaders(), "text/html; charset=utf-8", policy);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        }
    }

    private boolean isAllowed(HttpExchange exchange) {
        int port = server.getAddress().getPort();
        String host = exchange.getRequestHeaders().getFirst("Host");
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        return List.of("127.0.0.1:" + port, "localhost:" + port).contains(host)
                && (site == null || List.of("none", "same-origin").contains(site));
    }

    private boolean isKnown(String path) {
        return isEqual(path, "/" + token + "/") || isEqual(path, "/" + token + "/events");
    }

    /** Compares in constant time, so that the time reveals no part of the token. */
    private static boolean isEqual(String guess, String known) {
        return MessageDigest.isEqual(guess.getBytes(StandardCharsets.UTF_8), known.getBytes(StandardCharsets.UTF_8));
    }

    private static void secure(Headers headers, String type, String policy) {
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", policy);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("X-Frame-Options", "DENY");
    }

    private void events(HttpExchange exchange) throws IOException {
        if (!readers.tryAcquire()) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        secure(exchange.getResponseHeaders(), "text/event-stream", "default-src 'none'");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            long seen = 0;
            boolean last = false;
            while (!last) {
                Latest.Seen next = latest.after(seen, KEEP_ALIVE_SECONDS);
                // a comment keeps the connection alive and detects whether it is broken
                write(out, next.number() == seen ? ":\n\n" : "data: " + next.event() + "\n\n");
                seen = next.number();
                last = next.last();
            }
            write(out, "event: end\ndata:\n\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            readers.release();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Waits until all readers have received the last event, then stops the server. */
    @Override
    public void close() {
        latest.end();
        try {
            readers.tryAcquire(READERS, CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}

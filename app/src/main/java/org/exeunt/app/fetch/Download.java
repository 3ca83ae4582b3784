package org.exeunt.app.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Downloads one file. An interrupted download continues at the same byte if the server supports ranges. So does the
 * part that an earlier process left, if a checksum is known that detects a part of another file.
 */
final class Download {
    private static final int MAX_ATTEMPTS = 5;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int SERVER_ERRORS = 500;

    private final HttpClient client;
    private final RemoteFile file;
    private final Path part;
    private final Fetch.RetryPolicy retries;
    private final DownloadListener listener;
    private Optional<String> version = Optional.empty();

    /**
     * Creates a download.
     *
     * @param part file for the content; used by this object alone until {@link #run} returns
     */
    Download(HttpClient client, RemoteFile file, Path part, Fetch.RetryPolicy retries, DownloadListener listener) {
        this.client = client;
        this.file = file;
        this.part = part;
        this.retries = retries;
        this.listener = listener;
    }

    /**
     * Returns whether a download can continue from a part, which requires a checksum to detect a part of another file.
     */
    static boolean canContinue(RemoteFile file, Path part) throws IOException {
        return file.sha256() != null && Files.exists(part) && Files.size(part) > 0;
    }

    /**
     * Downloads the file.
     *
     * @throws ExeuntException if it cannot be downloaded; the part is kept for another attempt
     */
    void run() {
        try (FileChannel target =
                OwnFiles.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.sha256() == null) {
                target.truncate(0);
            }
            for (int attempt = 1; ; attempt++) {
                try {
                    downloadOnce(target);
                    listener.ends();
                    return;
                } catch (Interrupted interrupted) {
                    if (attempt == MAX_ATTEMPTS) {
                        throw unreachable(interrupted.getMessage(), target.size(), interrupted);
                    }
                    listener.notes("%s: %s; attempt %d of %d continues at byte %d"
                            .formatted(
                                    file.name(), interrupted.getMessage(), attempt + 1, MAX_ATTEMPTS, target.size()));
                    sleep(retries.pause().multipliedBy(1L << (attempt - 1)));
                }
            }
        } catch (IOException failure) {
            throw FetchErrors.disk(part, failure);
        }
    }

    /** A failure of the connection, not of the disk, after which another attempt may succeed. */
    private static final class Interrupted extends Exception {
        Interrupted(String what, Throwable cause) {
            super(what, cause);
        }
    }

    private void downloadOnce(FileChannel target) throws IOException, Interrupted {
        long have = target.size();
        if (file.bytes() != null && have == file.bytes()) {
            return;
        }
        HttpResponse<InputStream> response = request(have);
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case HttpURLConnection.HTTP_OK -> target.truncate(0);
                case PARTIAL_CONTENT -> {
                    if (!contentRange(response).startsWith("bytes " + have + "-")) {
                        target.truncate(0);
                        throw new Interrupted("the server sent another part than requested", null);
                    }
                }
                case RANGE_NOT_SATISFIABLE -> {
                    if (have > 0 && contentRange(response).equals("bytes */" + have)) { // complete
                        return;
                    }
                    target.truncate(0);
                    throw new Interrupted("the file on the server is shorter than the part that is present", null);
                }
                default -> refused(response.statusCode(), have);
            }
            version = response.headers().firstValue("ETag").filter(tag -> !tag.startsWith("W/"));
            long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
            if (length > file.maxBytes() - target.size()) {
                throw tooLong(target);
            }
            listener.begins(file.name(), target.size(), length == 0 ? 0 : target.size() + length);
            append(body, target);
        }
    }

    private HttpResponse<InputStream> request(long have) throws Interrupted {
        HttpRequest.Builder request = HttpRequest.newBuilder(file.url()).timeout(Duration.ofMinutes(1));
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
            version.ifPresent(tag -> request.header("If-Range", tag));
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException failure) {
            throw new Interrupted("no answer (" + IoMessages.of(failure) + ")", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw stopped(stopped);
        }
    }

    private void refused(int status, long have) throws Interrupted {
        if (status >= SERVER_ERRORS) {
            throw new Interrupted("the server answers with status " + status, null);
        }
        throw unreachable("the server answers with status " + status, have, null);
    }

    private void append(InputStream body, FileChannel target) throws IOException, Interrupted {
        byte[] buffer = new byte[1 << 16];
        long have = target.size();
        target.position(have);
        for (int read = next(body, buffer); read >= 0; read = next(body, buffer)) {
            ByteBuffer left = ByteBuffer.wrap(buffer, 0, read);
            while (left.hasRemaining()) {
                target.write(left);
            }
            have += read;
            if (have > file.maxBytes()) {
                throw tooLong(target);
            }
            listener.reaches(have);
        }
    }

    private ExeuntException tooLong(FileChannel target) throws IOException {
        target.truncate(0);
        return new ExeuntException(
                FetchErrors.CHECKSUM,
                file.bytes() == null
                        ? ("%s sends more than %d bytes, the maximum if no length is published. Download "
                                        + "it by other means, or set a catalogue with its length by --catalogue.")
                                .formatted(file.url(), file.maxBytes())
                        : ("%s sends more than the published %d bytes, so it is another file. Set its "
                                        + "checksum by --sha256 if you trust it.")
                                .formatted(file.url(), file.maxBytes()));
    }

    /**
     * Reads bytes. If none arrive in time, closes the stream, because the timeout of the HTTP client covers only the
     * headers.
     */
    private int next(InputStream body, byte[] buffer) throws Interrupted {
        CompletableFuture<Void> arrival =
                new CompletableFuture<Void>().orTimeout(retries.idleTimeout().toMillis(), TimeUnit.MILLISECONDS);
        arrival.whenComplete((arrived, timeout) -> {
            if (timeout != null) {
                close(body);
            }
        });
        try {
            return body.read(buffer);
        } catch (IOException failure) {
            throw new Interrupted(
                    arrival.isCompletedExceptionally()
                            ? "no data arrived in time"
                            : "the connection broke (" + IoMessages.of(failure) + ")",
                    failure);
        } finally {
            arrival.complete(null);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException alreadyBroken) {
            // the reader receives an exception anyway
        }
    }

    private static String contentRange(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Range").orElse("");
    }

    private ExeuntException unreachable(String finding, long have, Exception cause) {
        return new ExeuntException(
                FetchErrors.NETWORK,
                "%s cannot be downloaded: %s. %sTry again later, or set a mirror by --mirror."
                        .formatted(
                                file.url(),
                                finding,
                                have > 0 && file.sha256() != null
                                        ? "%d bytes are kept in %s for the next attempt. ".formatted(have, part)
                                        : ""),
                cause);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw stopped(stopped);
        }
    }

    private static ExeuntException stopped(InterruptedException cause) {
        return new ExeuntException(
                FetchErrors.STOPPED, "The download was interrupted. Repeat the command to continue.", cause);
    }
}

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
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Brings one file. A connection that is cut is taken up again where it broke, if the server can do that; so is a part that an earlier
 * process left, which only the checksum can tell to be a part of the same file.
 */
final class Download {
    private static final int ATTEMPTS = 5;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int SERVER_ERRORS = 500;

    private final HttpClient client;
    private final RemoteFile file;
    private final Path part;
    private final RetryPolicy patience;
    private final DownloadListener transfer;
    private Optional<String> version = Optional.empty();

    /**
     * Makes a download.
     *
     * @param part where the file grows; belongs to this object until {@link #run} ends
     */
    Download(HttpClient client, RemoteFile file, Path part, RetryPolicy patience, DownloadListener transfer) {
        this.client = client;
        this.file = file;
        this.part = part;
        this.patience = patience;
        this.transfer = transfer;
    }

    /** Returns whether a part can be gone on from: another file would be found out by its checksum. */
    static boolean canGoOn(RemoteFile file, Path part) throws IOException {
        return file.sha256() != null && Files.exists(part) && Files.size(part) > 0;
    }

    /**
     * Downloads until the file is there.
     *
     * @throws ExeuntException if it cannot be had; what there is of it stays, so that another attempt can go on from there
     */
    void run() {
        try (FileChannel target =
                OwnFiles.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.sha256() == null) {
                target.truncate(0);
            }
            for (int attempt = 1; ; attempt++) {
                try {
                    bring(target);
                    transfer.ends();
                    return;
                } catch (Interrupted interrupted) {
                    if (attempt == ATTEMPTS) {
                        throw unreachable(interrupted.getMessage(), target.size(), interrupted);
                    }
                    transfer.notes("%s: %s; attempt %d of %d goes on at byte %d"
                            .formatted(file.name(), interrupted.getMessage(), attempt + 1, ATTEMPTS, target.size()));
                    sleep(patience.pause().multipliedBy(1L << (attempt - 1)));
                }
            }
        } catch (IOException failure) {
            throw FetchErrors.disk(part, failure);
        }
    }

    /** The connection, not the disk, is to blame; another attempt may do better. */
    private static final class Interrupted extends Exception {
        Interrupted(String what, Throwable cause) {
            super(what, cause);
        }
    }

    private void bring(FileChannel target) throws IOException, Interrupted {
        long have = target.size();
        if (file.bytes() != null && have == file.bytes()) {
            return;
        }
        HttpResponse<InputStream> response = ask(have);
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case HttpURLConnection.HTTP_OK -> target.truncate(0);
                case PARTIAL_CONTENT -> {
                    if (!startsAt(response, have)) {
                        target.truncate(0);
                        throw new Interrupted("the server sent another part than asked for", null);
                    }
                }
                case RANGE_NOT_SATISFIABLE -> {
                    if (have > 0 && isComplete(response, have)) {
                        return;
                    }
                    target.truncate(0);
                    throw new Interrupted("the server has not as many bytes as are here already", null);
                }
                default -> refused(response.statusCode(), have);
            }
            version = response.headers().firstValue("ETag").filter(tag -> !tag.startsWith("W/"));
            long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
            if (length > file.longest() - target.size()) {
                throw tooLong(target);
            }
            transfer.begins(file.name(), target.size(), length == 0 ? 0 : target.size() + length);
            try (IdleTimeout silence = new IdleTimeout(body, patience.silence())) {
                append(body, silence, target);
            }
        }
    }

    private HttpResponse<InputStream> ask(long have) throws Interrupted {
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

    private void append(InputStream body, IdleTimeout silence, FileChannel target) throws IOException, Interrupted {
        byte[] buffer = new byte[1 << 16];
        long have = target.size();
        target.position(have);
        for (int read = next(body, silence, buffer); read >= 0; read = next(body, silence, buffer)) {
            ByteBuffer left = ByteBuffer.wrap(buffer, 0, read);
            while (left.hasRemaining()) {
                target.write(left);
            }
            have += read;
            if (have > file.longest()) {
                throw tooLong(target);
            }
            transfer.reaches(have);
        }
    }

    private ExeuntException tooLong(FileChannel target) throws IOException {
        target.truncate(0);
        return new ExeuntException(
                FetchErrors.CHECKSUM,
                file.bytes() == null
                        ? "%s sends more than %d bytes, the most that is fetched where no length is published. Fetch it by other means, or give a catalogue with its length by --catalogue."
                                .formatted(file.url(), file.longest())
                        : "%s sends more than the %d bytes that were published. It is another file; give its checksum with --sha256 if you trust it."
                                .formatted(file.url(), file.longest()));
    }

    private static int next(InputStream body, IdleTimeout silence, byte[] buffer) throws Interrupted {
        try {
            int read = body.read(buffer);
            silence.heard();
            return read;
        } catch (IOException failure) {
            throw new Interrupted(
                    silence.isBroken()
                            ? "nothing came over the connection any more"
                            : "the connection broke (" + IoMessages.of(failure) + ")",
                    failure);
        }
    }

    private static boolean startsAt(HttpResponse<?> response, long have) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + have + "-"))
                .isPresent();
    }

    private static boolean isComplete(HttpResponse<?> response, long have) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(("bytes */" + have)::equals)
                .isPresent();
    }

    private ExeuntException unreachable(String finding, long have, Exception cause) {
        return new ExeuntException(
                FetchErrors.NETWORK,
                "%s cannot be fetched: %s. %sTry again later, or name a mirror with --mirror."
                        .formatted(
                                file.url(),
                                finding,
                                have > 0 && file.sha256() != null
                                        ? "%d bytes are kept in %s, to go on from. ".formatted(have, part)
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
                FetchErrors.STOPPED, "Fetching was interrupted. Start it again; it goes on where it was.", cause);
    }
}

package org.exeunt.app.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.codec.digest.DigestUtils;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.text.Figures;

/**
 * Downloads one file and verifies its checksum.
 *
 * @param idle time without data after which the connection is given up
 * @param status shows the progress on a terminal, elsewhere that the download starts
 */
record Download(HttpClient client, RemoteFile file, Duration idle, StatusLine status) {
    private static final long INTERVAL_MILLISECONDS = 200;

    /**
     * Downloads the file.
     *
     * @param target file to create
     * @throws ExeuntException if it cannot be downloaded, or is not the published one
     */
    Fetched.File to(Path target) throws IOException {
        status.println(
                "%s: fetching %s".formatted(file.name(), file.bytes() == null ? "it" : Figures.bytes(file.bytes())));
        HttpRequest request = HttpRequest.newBuilder(file.url()).build();
        int answer;
        try {
            answer = await(client.sendAsync(request, BodyHandlers.ofFile(target)), target);
        } finally {
            status.clear();
        }
        if (answer != HttpURLConnection.HTTP_OK) {
            throw unreachable("the server answers with status " + answer, null);
        }
        try (InputStream content = Files.newInputStream(target)) {
            return verified(Files.size(target), DigestUtils.sha256Hex(content));
        }
    }

    /** Waits for the end of the download, as long as data arrive; returns the status of the answer. */
    private int await(CompletableFuture<HttpResponse<Path>> response, Path target) {
        long have = 0;
        long since = System.nanoTime();
        try {
            while (System.nanoTime() - since < idle.toNanos()) {
                try {
                    return response.get(INTERVAL_MILLISECONDS, TimeUnit.MILLISECONDS)
                            .statusCode();
                } catch (TimeoutException incomplete) {
                    long now = target.toFile().length();
                    since = now > have ? System.nanoTime() : since;
                    have = now;
                    status.show("%s  %s".formatted(file.name(), Figures.bytes(have)));
                }
            }
            throw unreachable("no data arrive after %s".formatted(Figures.bytes(have)), null);
        } catch (ExecutionException failure) {
            throw unreachable(
                    failure.getCause() instanceof IOException known
                            ? IoMessages.of(known)
                            : String.valueOf(failure.getCause()),
                    failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unreachable("the download was interrupted", stopped);
        } finally {
            response.cancel(true);
        }
    }

    private Fetched.File verified(long bytes, String sha256) {
        if (file.sha256() == null) {
            status.warn("%s has SHA-256 %s; no checksum is published, so it was not verified"
                    .formatted(file.name(), sha256));
        } else if (!file.sha256().equals(sha256)) {
            throw new ExeuntException(
                    Errors.DATA_50,
                    ("%s returned %d bytes with SHA-256 %s; expected %s. They were deleted. Download again; if it"
                                    + " recurs, the address returns another file: set its checksum by --sha256 if you"
                                    + " trust it.")
                            .formatted(file.url(), bytes, sha256, file.sha256()));
        }
        return new Fetched.File(file.name(), bytes, sha256, file.sha256() != null);
    }

    private ExeuntException unreachable(String finding, Exception cause) {
        return new ExeuntException(
                Errors.RESOURCE_50,
                "%s cannot be downloaded: %s. Try again later, or set a mirror by --mirror."
                        .formatted(file.url(), finding),
                cause);
    }
}

package org.exeunt.app.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Downloads one file and verifies its checksum.
 *
 * @param idle time without data after which the connection is given up
 */
record Download(HttpClient client, RemoteFile file, Duration idle, DownloadListener listener) {
    /**
     * Downloads the file.
     *
     * @param target file to create
     * @throws ExeuntException if it cannot be downloaded, or is not the published one
     */
    Fetched.File to(Path target) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        HttpResponse<InputStream> response = request();
        long total = response.headers().firstValueAsLong("Content-Length").orElse(0);
        long have = 0;
        try (InputStream body = response.body();
                OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            requireWithinLimit(total);
            listener.begins(file.name(), total);
            byte[] buffer = new byte[1 << 16];
            for (int read = next(body, buffer); read >= 0; read = next(body, buffer)) {
                have += read;
                requireWithinLimit(have);
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                listener.reaches(have);
            }
        } catch (IOException failure) {
            throw FetchErrors.disk(target, failure);
        }
        listener.ends();
        return verified(have, HexFormat.of().formatHex(digest.digest()));
    }

    private HttpResponse<InputStream> request() {
        HttpRequest request = HttpRequest.newBuilder(file.url()).timeout(idle).build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() != HttpURLConnection.HTTP_OK) {
                response.body().close();
                throw unreachable("the server answers with status " + response.statusCode(), null);
            }
            return response;
        } catch (IOException failure) {
            throw unreachable("no answer (" + IoMessages.of(failure) + ")", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unreachable("the download was interrupted", stopped);
        }
    }

    /** Reads bytes; gives up if none arrive in time, because the timeout of the request covers only the headers. */
    private int next(InputStream body, byte[] buffer) {
        CompletableFuture<Void> arrival =
                new CompletableFuture<Void>().orTimeout(idle.toMillis(), TimeUnit.MILLISECONDS);
        arrival.whenComplete((arrived, timeout) -> {
            if (timeout != null) {
                close(body);
            }
        });
        try {
            return body.read(buffer);
        } catch (IOException failure) {
            throw unreachable("the connection broke (" + IoMessages.of(failure) + ")", failure);
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

    private void requireWithinLimit(long bytes) {
        if (bytes > file.maxBytes()) {
            throw new ExeuntException(
                    FetchErrors.CHECKSUM,
                    ("%s sends more than %d bytes, the limit for this file, so it is another one. Check the address, or"
                                    + " set a catalogue with its length by --catalogue.")
                            .formatted(file.url(), file.maxBytes()));
        }
    }

    private Fetched.File verified(long bytes, String sha256) {
        if (file.sha256() == null) {
            listener.notes("%s has SHA-256 %s; no checksum is published, so it was not verified"
                    .formatted(file.name(), sha256));
        } else if (!file.sha256().equals(sha256)) {
            throw new ExeuntException(
                    FetchErrors.CHECKSUM,
                    ("%s returned %d bytes with SHA-256 %s; expected %s. They were deleted. Download again; if it"
                                    + " recurs, the address returns another file: set its checksum by --sha256 if you"
                                    + " trust it.")
                            .formatted(file.url(), bytes, sha256, file.sha256()));
        }
        return new Fetched.File(file.name(), bytes, sha256, file.sha256() != null);
    }

    private ExeuntException unreachable(String finding, Exception cause) {
        return new ExeuntException(
                FetchErrors.NETWORK,
                "%s cannot be downloaded: %s. Try again later, or set a mirror by --mirror."
                        .formatted(file.url(), finding),
                cause);
    }
}

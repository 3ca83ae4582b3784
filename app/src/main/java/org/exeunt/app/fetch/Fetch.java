package org.exeunt.app.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.Directories;
import org.exeunt.runtime.store.LockFile;

/**
 * Downloads a data set into a folder. Files are downloaded and unpacked in a hidden folder next to it, which is then
 * moved in one step, so the data set is either complete or absent. After a failure only parts of files from which a
 * later download can continue are kept.
 */
public final class Fetch {
    private static final String UNPACKED = "unpacked";
    /** After these, the parts are what was published, as far as they were downloaded. */
    private static final Set<ErrorCode> CONTINUED = Set.of(FetchErrors.NETWORK, FetchErrors.STOPPED, FetchErrors.DISK);

    /**
     * The waiting times of a download.
     *
     * @param pause before the second attempt; doubled before each further one
     * @param idleTimeout time without data after which a connection is considered broken
     */
    record RetryPolicy(Duration pause, Duration idleTimeout) {
        static final RetryPolicy DEFAULT = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    private final DatasetArchive publication;
    private final Path target;
    private final Path work;
    private final Path lock;
    private final RetryPolicy retries;
    private final DownloadListener listener;

    private Fetch(DatasetArchive publication, Path dir, RetryPolicy retries, DownloadListener listener) {
        this.publication = publication;
        this.target = dir.resolve(publication.folder());
        this.work = dir.resolve(".fetching-" + publication.id());
        this.lock = dir.resolve(".fetching-" + publication.id() + ".lock");
        this.retries = retries;
        this.listener = listener;
    }

    /**
     * Downloads a data set, unless its folder exists.
     *
     * @param dir where its folder is created
     * @throws ExeuntException if it cannot be downloaded
     */
    public static Fetched run(DatasetArchive publication, Path dir, DownloadListener listener) {
        return run(publication, dir, RetryPolicy.DEFAULT, listener);
    }

    static Fetched run(DatasetArchive publication, Path dir, RetryPolicy retries, DownloadListener listener) {
        return new Fetch(publication, dir, retries, listener).run();
    }

    private Fetched run() {
        if (Files.isDirectory(target)) {
            return new Fetched(target, true, List.of());
        }
        try {
            OwnFiles.requireFolder(target);
            OwnFiles.requireFolder(work);
            Files.createDirectories(lock.getParent());
            LockFile held = LockFile.take(lock, this::busy);
            try (held) {
                return runLocked();
            }
        } catch (IOException failure) {
            throw FetchErrors.disk(work, failure);
        }
    }

    private Fetched runLocked() throws IOException {
        Files.createDirectories(work);
        try {
            // the previous owner of the lock may have downloaded it
            return Files.isDirectory(target)
                    ? new Fetched(target, true, List.of())
                    : new Fetched(target, false, downloadAndUnpack());
        } finally {
            tidyUp();
        }
    }

    private ExeuntException busy(String holder) {
        return new ExeuntException(
                FetchErrors.BUSY,
                "Another process%s is downloading %s, in %s. Wait until it ends."
                        .formatted(holder.isBlank() ? "" : " (" + holder + ")", publication.id(), work));
    }

    private List<Fetched.File> downloadAndUnpack() throws IOException {
        boolean canContinue = false;
        try {
            Path unpacked = work.resolve(UNPACKED);
            Directories.delete(unpacked);
            List<Fetched.File> files = download();
            Files.createDirectories(unpacked);
            for (RemoteFile file : publication.files()) {
                unpack(file, unpacked);
            }
            place(unpacked);
            return files;
        } catch (ExeuntException failure) {
            canContinue = CONTINUED.contains(failure.code());
            throw failure;
        } finally {
            for (RemoteFile file : publication.files()) {
                if (!canContinue || !Download.canContinue(file, part(file))) {
                    Files.deleteIfExists(part(file));
                }
            }
        }
    }

    private List<Fetched.File> download() throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        List<Fetched.File> files = new ArrayList<>();
        for (RemoteFile file : publication.files()) {
            new Download(client, file, part(file), retries, listener).run();
            files.add(verify(file));
        }
        return files;
    }

    private Path part(RemoteFile file) {
        return work.resolve(file.name() + ".part");
    }

    private Fetched.File verify(RemoteFile file) throws IOException {
        Path part = part(file);
        String found;
        try (InputStream content = RegularFile.open(part)) {
            found = DigestUtils.sha256Hex(content);
        }
        if (file.sha256() != null && !file.sha256().equals(found)) {
            throw new ExeuntException(
                    FetchErrors.CHECKSUM,
                    ("%s returned %d bytes with SHA-256 %s; expected %s. They were deleted. Download "
                                    + "again; if it recurs, the address returns another file: set its checksum by "
                                    + "--sha256 if you trust it.")
                            .formatted(file.url(), Files.size(part), found, file.sha256()));
        }
        if (file.sha256() == null) {
            listener.notes("%s has SHA-256 %s; no checksum is published, so it was not verified"
                    .formatted(file.name(), found));
        }
        return new Fetched.File(file.name(), Files.size(part), found, file.sha256() != null);
    }

    private void unpack(RemoteFile file, Path unpacked) throws IOException {
        if (file.packing() == ArchiveFormat.NONE) {
            Path folder = Files.createDirectories(unpacked.resolve(publication.folder()));
            Files.move(part(file), folder.resolve(file.name()));
            return;
        }
        Unpacking.unpack(part(file), file.packing(), unpacked);
        if (file.inner() != null) {
            Path inner = unpacked.resolve(file.inner());
            requireIn(unpacked, inner, Files.isRegularFile(inner), "file");
            Unpacking.unpack(inner, ArchiveFormat.ZIP, unpacked);
        }
    }

    private void place(Path unpacked) throws IOException {
        Path folder = unpacked.resolve(publication.folder());
        requireIn(unpacked, folder, Files.isDirectory(folder), "folder");
        Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void requireIn(Path unpacked, Path wanted, boolean exists, String kind) throws IOException {
        if (!exists) {
            try (Stream<Path> entries = Files.list(unpacked)) {
                throw new ExeuntException(
                        FetchErrors.ARCHIVE,
                        "The archive of %s contains no %s '%s'; it contains: %s. The address returns another file."
                                .formatted(
                                        publication.id(),
                                        kind,
                                        wanted.getFileName(),
                                        entries.map(entry -> entry.getFileName().toString())
                                                .sorted()
                                                .limit(5)
                                                .collect(Collectors.joining(", "))));
            }
        }
    }

    /** Deletes everything except parts of files. */
    private void tidyUp() throws IOException {
        Directories.delete(work.resolve(UNPACKED));
        boolean empty;
        try (Stream<Path> left = Files.list(work)) {
            empty = left.findAny().isEmpty();
        }
        if (empty) {
            Files.delete(work);
        }
    }
}

package org.exeunt.app.fetch;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.Directories;

/**
 * Fetches a data set into a folder. Everything is brought and unpacked in a hidden folder beside it and moved in one step, so the data set is
 * there whole or not at all; only parts of files that a later fetch can go on from outlive a failure.
 */
public final class Fetch {
    private static final String LOCK = "lock";
    private static final String UNPACKED = "unpacked";

    private final DatasetArchive publication;
    private final Path target;
    private final Path work;
    private final RetryPolicy patience;
    private final DownloadListener transfer;

    private Fetch(DatasetArchive publication, Path dir, RetryPolicy patience, DownloadListener transfer) {
        this.publication = publication;
        this.target = dir.resolve(publication.folder());
        this.work = dir.resolve(".fetching-" + publication.id());
        this.patience = patience;
        this.transfer = transfer;
    }

    /**
     * Fetches a data set, unless its folder is there already.
     *
     * @param dir where its folder is put
     * @param patience with connections
     * @throws ExeuntException if it cannot be had
     */
    public static Fetched run(DatasetArchive publication, Path dir, RetryPolicy patience, DownloadListener transfer) {
        return new Fetch(publication, dir, patience, transfer).run();
    }

    private Fetched run() {
        if (Files.isDirectory(target)) {
            return new Fetched(target, true, List.of());
        }
        try {
            OwnFiles.requireFolder(target);
            OwnFiles.requireFolder(work);
            Files.createDirectories(work);
            try (FileChannel channel =
                    OwnFiles.open(work.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock(channel);
                return runLocked();
            }
        } catch (IOException failure) {
            throw FetchErrors.disk(work, failure);
        }
    }

    private Fetched runLocked() throws IOException {
        try {
            // whoever had the lock before may just have fetched it
            return Files.isDirectory(target)
                    ? new Fetched(target, true, List.of())
                    : new Fetched(target, false, bring());
        } finally {
            tidyUp();
        }
    }

    /** Locks until the channel is closed. */
    private void lock(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldHere) {
            lock = null;
        }
        if (lock == null) {
            throw new ExeuntException(
                    FetchErrors.BUSY,
                    "%s is being fetched by another process, which uses %s. Wait until it ends."
                            .formatted(publication.id(), work));
        }
    }

    private List<Fetched.File> bring() throws IOException {
        boolean canGoOn = false;
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
            canGoOn =
                    failure.code().equals(FetchErrors.NETWORK) || failure.code().equals(FetchErrors.STOPPED);
            throw failure;
        } finally {
            for (RemoteFile file : publication.files()) {
                if (!canGoOn || !Download.canGoOn(file, part(file))) {
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
            new Download(client, file, part(file), patience, transfer).run();
            files.add(verify(file));
        }
        return files;
    }

    private Path part(RemoteFile file) {
        return work.resolve(file.name() + ".part");
    }

    private Fetched.File verify(RemoteFile file) throws IOException {
        Path part = part(file);
        String found = Checksum.of(part);
        if (file.sha256() != null && !file.sha256().equals(found)) {
            throw new ExeuntException(
                    FetchErrors.CHECKSUM,
                    "%s gave %d bytes with SHA-256 %s; expected %s. They are thrown away. Fetch again; if it happens again, the address gives another file: give its checksum with --sha256 if you trust it."
                            .formatted(file.url(), Files.size(part), found, file.sha256()));
        }
        if (file.sha256() == null) {
            transfer.notes("%s has SHA-256 %s, which nobody published, so that it could not be checked"
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

    private void requireIn(Path unpacked, Path wanted, boolean there, String kind) throws IOException {
        if (!there) {
            try (Stream<Path> entries = Files.list(unpacked)) {
                throw new ExeuntException(
                        FetchErrors.ARCHIVE,
                        "the archive of %s holds no %s '%s' but: %s. The address gives another file."
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

    /** Deletes all but the parts of files. */
    private void tidyUp() throws IOException {
        Directories.delete(work.resolve(UNPACKED));
        Files.deleteIfExists(work.resolve(LOCK));
        boolean empty;
        try (Stream<Path> left = Files.list(work)) {
            empty = left.findAny().isEmpty();
        }
        if (empty) {
            Files.delete(work);
        }
    }
}

package org.exeunt.app.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.examples.Expander;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.app.console.StatusLine;
import org.exeunt.runtime.store.files.LockFile;
import org.exeunt.runtime.store.files.OwnFiles;

/**
 * Downloads a data set into a folder. Files are downloaded, verified and unpacked in a hidden folder next to it, which
 * is then moved in one step, so the data set is either complete or absent. {@link Expander} writes only regular files
 * and folders, all of them below that folder.
 *
 * @param dir where the folder of the data set is created
 * @param idle time without data after which a connection is given up
 * @param status shows the progress
 */
public record Fetch(DatasetArchive publication, Path dir, Duration idle, StatusLine status) {
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Downloads a data set with the usual patience. */
    public Fetch(DatasetArchive publication, Path dir, StatusLine status) {
        this(publication, dir, IDLE, status);
    }

    /**
     * Downloads the data set, unless its folder exists.
     *
     * @throws ExeuntException if it cannot be downloaded
     */
    public Fetched run() {
        Path target = dir.resolve(publication.folder());
        Path work = dir.resolve(".fetching-" + publication.id());
        if (Files.isDirectory(target)) {
            return new Fetched(target, true, List.of());
        }
        return OwnFiles.attempt(work, () -> {
            OwnFiles.requireFolder(target);
            OwnFiles.requireFolder(work);
            Files.createDirectories(dir);
            LockFile lock =
                    LockFile.take(dir.resolve(work.getFileName() + ".lock")).orElseThrow(this::busy);
            try (lock) {
                if (Files.isDirectory(target)) { // by the previous holder of the lock
                    return new Fetched(target, true, List.of());
                }
                OwnFiles.delete(work); // of a process that was killed
                try {
                    List<Fetched.File> files = download(work);
                    Files.move(folder(work), target, StandardCopyOption.ATOMIC_MOVE);
                    return new Fetched(target, false, files);
                } finally {
                    OwnFiles.delete(work);
                }
            }
        });
    }

    private List<Fetched.File> download(Path work) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        Path folder = Files.createDirectories(work.resolve(publication.folder()));
        List<Fetched.File> files = new ArrayList<>();
        for (RemoteFile file : publication.files()) {
            boolean packed = file.packing() != ArchiveFormat.NONE;
            Path target = packed ? work.resolve(".archive") : folder.resolve(file.name());
            files.add(new Download(client, file, idle, status).to(target));
            if (packed) {
                unpack(file, target, work);
                Files.delete(target);
            }
        }
        return files;
    }

    private static void unpack(RemoteFile file, Path archive, Path target) {
        try {
            if (file.packing() == ArchiveFormat.ZIP) {
                unzip(archive, target);
            } else {
                try (TarArchiveInputStream tar = new TarArchiveInputStream(
                        new GZIPInputStream(new BufferedInputStream(RegularFile.open(archive))))) {
                    new Expander().expand(tar, target);
                }
            }
            if (file.inner() != null) {
                unzip(target.resolve(file.inner()), target);
            }
        } catch (IOException failure) {
            throw new ExeuntException(
                    Errors.DATA_52,
                    ("The archive of %s cannot be unpacked: %s. Check the space of the disk; if it suffices, the"
                                    + " address returns another file.")
                            .formatted(file.url(), IoMessages.of(failure)),
                    failure);
        }
    }

    private static void unzip(Path archive, Path target) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            new Expander().expand(zip, target);
        }
    }

    /** Returns the folder of the data set; fails if no file is in it. */
    private Path folder(Path work) throws IOException {
        Path folder = work.resolve(publication.folder());
        if (folder.toFile().list().length > 0) {
            return folder;
        }
        try (Stream<Path> entries = Files.list(work)) {
            throw new ExeuntException(
                    Errors.DATA_52,
                    "The archive of %s contains no folder '%s'; it contains: %s. The address returns another file."
                            .formatted(
                                    publication.id(),
                                    publication.folder(),
                                    entries.filter(path -> !path.equals(folder))
                                            .map(path -> path.getFileName().toString())
                                            .sorted()
                                            .limit(5)
                                            .collect(Collectors.joining(", "))));
        }
    }

    private ExeuntException busy() {
        return new ExeuntException(
                Errors.RESOURCE_20,
                "Another process is downloading %s. Wait until it ends.".formatted(publication.id()));
    }
}

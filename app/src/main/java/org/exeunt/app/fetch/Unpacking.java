package org.exeunt.app.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Unpacks an archive into a folder, and refuses archives that would write elsewhere.
 *
 * <p>Refused are names that are absolute, contain {@code ..}, a backslash, a colon or a control character; links and
 * devices; duplicate names; more than {@value #MAX_ENTRIES} entries; more than {@value #MAX_GROWTH} times the size of
 * the archive in total; and headers of more than 1 MiB.
 */
final class Unpacking {
    static final int MAX_GROWTH = 20;
    static final int MAX_ENTRIES = 1_000_000;
    /** Small archives may exceed the growth limit up to this size. */
    private static final long ALWAYS_ALLOWED = 1 << 20;

    private final Path archive;
    private final Path target;
    private final long maxBytes;
    private long written;
    private int entries;

    private Unpacking(Path archive, Path target) throws IOException {
        this.archive = archive;
        this.target = target;
        this.maxBytes = Math.max(ALWAYS_ALLOWED, MAX_GROWTH * Files.size(archive));
    }

    /**
     * Unpacks an archive.
     *
     * @param target an existing folder; it may contain files after a failure
     * @throws ExeuntException if the archive is hostile or cannot be read, or a file cannot be written
     */
    static void unpack(Path archive, ArchiveFormat packing, Path target) {
        try {
            Unpacking unpacking = new Unpacking(archive, target);
            switch (packing) {
                case TAR_GZ -> unpacking.tar();
                case ZIP -> unpacking.zip();
                case NONE -> throw new IllegalArgumentException(archive + " is not an archive");
            }
        } catch (IOException failure) {
            throw new ExeuntException(
                    FetchErrors.ARCHIVE,
                    ("%s cannot be unpacked: %s. Download it again; if that does not help, the address "
                                    + "returns another file.")
                            .formatted(archive.getFileName(), IoMessages.of(failure)),
                    failure);
        }
    }

    private void tar() throws IOException {
        try (InputStream file = new BufferedInputStream(RegularFile.open(archive));
                HeaderLimit headers = new HeaderLimit(new GZIPInputStream(file));
                TarArchiveInputStream tar = new TarArchiveInputStream(headers)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                headers.lift();
                if (entry.isLink() || entry.isSymbolicLink() || isDevice(entry)) {
                    throw hostile(entry, "is a link or a device");
                }
                requireReadable(entry, tar.canReadEntryData(entry));
                put(entry, tar);
                headers.impose();
            }
        }
    }

    private static boolean isDevice(TarArchiveEntry entry) {
        return entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice();
    }

    private void zip() throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.isUnixSymlink()) {
                    throw hostile(entry, "is a link");
                }
                requireReadable(entry, zip.canReadEntryData(entry));
                try (InputStream content = zip.getInputStream(entry)) {
                    put(entry, content);
                }
            }
        }
    }

    private void put(ArchiveEntry entry, InputStream content) throws IOException {
        if (++entries > MAX_ENTRIES) {
            throw hostile(entry, "is one of more than " + MAX_ENTRIES + " entries");
        }
        Path place = place(entry);
        try {
            if (entry.isDirectory()) {
                Files.createDirectories(place);
            } else {
                Files.createDirectories(place.getParent());
                write(entry, content, place);
            }
        } catch (FileAlreadyExistsException twice) {
            throw hostile(entry, "occurs twice");
        }
    }

    private Path place(ArchiveEntry entry) {
        String name = entry.getName();
        if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':')) {
            throw hostile(entry, "has a name that is not plain");
        }
        Path place = resolved(entry);
        if (name.startsWith("/") || !place.startsWith(target) || name.matches("(.*/)?\\.\\.(/.*)?")) {
            throw hostile(entry, "would be written outside the folder");
        }
        return place;
    }

    private Path resolved(ArchiveEntry entry) {
        try {
            return target.resolve(entry.getName()).normalize();
        } catch (InvalidPathException noName) { // of this system
            throw hostile(entry, "has a name that is not plain");
        }
    }

    private void write(ArchiveEntry entry, InputStream content, Path place) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                written += read;
                if (written > maxBytes) {
                    throw hostile(
                            entry,
                            "exceeds the limit of %d bytes, %d times the size of the archive"
                                    .formatted(maxBytes, MAX_GROWTH));
                }
                write(buffer, read, out, place);
            }
        }
    }

    /** Writes to the disk, whose failures are not those of the archive. */
    private static void write(byte[] buffer, int count, OutputStream out, Path place) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException failure) {
            throw FetchErrors.disk(place, failure);
        }
    }

    private void requireReadable(ArchiveEntry entry, boolean readable) throws IOException {
        if (!readable) {
            throw new IOException("entry '" + entry.getName() + "' is packed or encrypted in an unknown way");
        }
    }

    private ExeuntException hostile(ArchiveEntry entry, String why) {
        return new ExeuntException(
                FetchErrors.HOSTILE,
                "%s is refused: entry '%s' %s. Nothing of it was kept; do not use this archive."
                        .formatted(archive.getFileName(), printable(entry.getName()), why));
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}

package org.exeunt.datasets.tinyimagenet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;

/** Lists folders. */
final class Listing {
    private Listing() {}

    /** Returns the entries of a folder sorted by name; at least one. */
    static List<Path> of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ExeuntException(
                    DataErrors.NO_FILE,
                    ("Tiny ImageNet folder %s is missing: it %s. Unpack the official archive again, or set "
                                    + "dataset.dir to its folder.")
                            .formatted(folder, Files.exists(folder) ? "is not a folder" : "does not exist"));
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> sorted = entries.sorted().toList();
            if (sorted.isEmpty()) {
                throw new ExeuntException(
                        DataErrors.EMPTY,
                        "Tiny ImageNet folder %s is empty; expected files. Unpack the official archive again."
                                .formatted(folder));
            }
            return sorted;
        } catch (IOException failure) {
            throw DataFile.unreadable(folder, failure);
        } catch (UncheckedIOException failure) { // thrown by the stream while the folder is listed
            throw DataFile.unreadable(folder, failure.getCause());
        }
    }
}

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

/** Lists folders of files. */
final class Listing {
    private Listing() {}

    /** Returns what a folder holds, by ascending name; at least one entry. */
    static List<Path> of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ExeuntException(
                    DataErrors.NO_FILE,
                    "Tiny ImageNet folder %s is missing: it is %s. Unpack the official archive again, or set dataset.dir to its folder."
                            .formatted(folder, Files.exists(folder) ? "not a folder" : "not there"));
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
        } catch (UncheckedIOException failure) { // of a folder that goes bad while it is listed
            throw DataFile.unreadable(folder, failure.getCause());
        }
    }
}

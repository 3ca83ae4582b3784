package org.exeunt.datasets.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/**
 * The folder of a published data set.
 *
 * @param dataset name of the data set
 * @param path path of an existing folder
 */
public record DataFolder(String dataset, Path path) {
    /**
     * Opens the folder of a data set.
     *
     * @param content expected content, for messages
     * @throws ExeuntException if the folder does not exist
     */
    public static DataFolder open(String dataset, Path path, String content) {
        require(
                path,
                "Folder %s of %s".formatted(path, dataset),
                content
                        + ". Set dataset.dir to it or EXEUNT_DATA to its parent, unpack the official archive there, or"
                        + " download it with 'exeunt datasets fetch'");
        return new DataFolder(dataset, path);
    }

    /**
     * Checks that a folder exists.
     *
     * @param name name of the folder, for messages
     * @param content expected content and what to do, for messages, without a full stop
     * @throws ExeuntException if it does not exist
     */
    public static void require(Path path, String name, String content) {
        if (!Files.isDirectory(path)) {
            boolean absent = Files.notExists(path);
            throw new ExeuntException(
                    absent ? Errors.DATA_10 : Errors.DATA_11,
                    "%s %s; expected a folder with %s."
                            .formatted(name, absent ? "does not exist" : "is not a folder", content));
        }
    }

    /**
     * Returns the entries of a folder, sorted by name.
     *
     * @throws ExeuntException if it cannot be read
     */
    public static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted(
                            Comparator.comparing(entry -> entry.getFileName().toString()))
                    .toList();
        } catch (IOException failure) {
            throw DataFile.unreadable(folder, failure);
        } catch (UncheckedIOException failure) { // thrown by the stream while the folder is listed
            throw DataFile.unreadable(folder, failure.getCause());
        }
    }

    /** Returns whether a file or folder of this name exists. */
    public boolean has(String name) {
        return Files.exists(path.resolve(name));
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException if the file is missing, unreadable or empty
     */
    public DataFile read(String name) {
        if (!has(name)) {
            throw new ExeuntException(
                    Errors.DATA_11,
                    ("%s file %s is missing. Unpack the official archive there, or set dataset.dir to the folder that "
                                    + "contains %s.")
                            .formatted(dataset, path.resolve(name), name));
        }
        return DataFile.read(path.resolve(name));
    }

    /**
     * Checks the files of the data set, and warns if they have other than the {@code official} number of records.
     *
     * @throws ExeuntException if two files with records have the same content, such as a test file that is a copy of
     *     the training file
     */
    public void check(List<Dataset.File> files, int official, Consumer<String> warnings) {
        Set<String> contents = new HashSet<>();
        for (Dataset.File file : files) {
            if (file.records() > 0 && !contents.add(file.sha256())) {
                throw new ExeuntException(
                        Errors.DATA_13,
                        "%s in %s is a copy of another file; expected different records. Unpack the official archive again."
                                .formatted(file.name(), path));
            }
        }
        int records = files.stream().mapToInt(Dataset.File::records).sum();
        if (records != official) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "%s in %s has %,d of %,d records of the official set",
                    dataset,
                    path,
                    records,
                    official));
        }
    }
}

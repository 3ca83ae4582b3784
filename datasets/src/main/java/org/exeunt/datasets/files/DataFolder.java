package org.exeunt.datasets.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.error.ExeuntException;

/**
 * The folder of a data set.
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
                        + ". Set dataset.dir to it, unpack the official archive there, or download it with 'exeunt"
                        + " datasets fetch'");
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
                    absent ? DataErrors.NO_FOLDER : DataErrors.NO_FILE,
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
            throw missing(name, "it does not exist");
        }
        return DataFile.read(path.resolve(name));
    }

    /** Returns the exception for a missing file; {@code finding} is a clause. */
    public ExeuntException missing(String name, String finding) {
        return new ExeuntException(
                DataErrors.NO_FILE,
                ("%s file %s is missing: %s. Unpack the official archive there, or set dataset.dir to the folder "
                                + "that contains %s.")
                        .formatted(dataset, path.resolve(name), finding, name));
    }

    /**
     * Checks that no file with records is a copy of another, such as a test file of the training file.
     *
     * @throws ExeuntException if two files with records have the same content
     */
    public void requireDistinct(List<Dataset.File> files) {
        Map<String, String> names = new HashMap<>();
        for (Dataset.File file : files) {
            String earlier = file.records() == 0 ? null : names.putIfAbsent(file.sha256(), file.name());
            if (earlier != null) {
                throw new ExeuntException(
                        DataErrors.CONTRADICTION,
                        ("%s and %s in %s have the same content; expected different records. One is a copy of the "
                                        + "other; unpack the official archive again.")
                                .formatted(earlier, file.name(), path));
            }
        }
    }

    /** Warns if the files have other than the {@code official} number of records. */
    public void warnIfPartial(List<Dataset.File> files, int official, Consumer<String> warnings) {
        warnIfPartial(
                files.stream().mapToInt(Dataset.File::records).sum(),
                official,
                files.stream().map(Dataset.File::name).collect(Collectors.joining(", ")),
                warnings);
    }

    /**
     * Warns if the data set is incomplete.
     *
     * @param records number of records read
     * @param official number of records of the official data set
     * @param used files that were read, for the message
     */
    public void warnIfPartial(int records, int official, String used, Consumer<String> warnings) {
        if (records != official) {
            warnings.accept(String.format(
                    Locale.ROOT, "%s in %s has %,d of %,d records; used: %s", dataset, path, records, official, used));
        }
    }
}

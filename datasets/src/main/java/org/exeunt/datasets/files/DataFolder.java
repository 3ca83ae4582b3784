package org.exeunt.datasets.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.exeunt.api.error.ExeuntException;

/**
 * The folder that holds the files of a data set.
 *
 * @param dataset name of the data set
 * @param path the folder, which is there
 */
public record DataFolder(String dataset, Path path) {
    /**
     * Returns the folder of a data set.
     *
     * @param content what it should hold, for the message if it is not there
     * @throws ExeuntException if it is not there
     */
    public static DataFolder open(String dataset, Path path, String content) {
        if (!Files.isDirectory(path)) {
            boolean absent = Files.notExists(path);
            throw new ExeuntException(
                    absent ? DataErrors.NO_FOLDER : DataErrors.NO_FILE,
                    "%s is read from %s, which is %s; expected a folder with %s. Set dataset.dir to it, unpack the official archive there, or let 'exeunt datasets fetch' download it."
                            .formatted(dataset, path, absent ? "not there" : "not a folder", content));
        }
        return new DataFolder(dataset, path);
    }

    /** Returns whether there is a file or folder of that name. */
    public boolean has(String name) {
        return Files.exists(path.resolve(name));
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException if it is missing, unreadable or empty
     */
    public DataFile read(String name) {
        if (!has(name)) {
            throw missing(name, "it is not there");
        }
        return DataFile.read(path.resolve(name));
    }

    /** Returns the failure that a file is missing. */
    public ExeuntException missing(String name, String finding) {
        return new ExeuntException(
                DataErrors.NO_FILE,
                "%s file %s is missing: %s. Unpack the official archive there, or set dataset.dir to the folder that holds %s."
                        .formatted(dataset, path.resolve(name), finding, name));
    }

    /**
     * Warns if the data set is not all there.
     *
     * @param records number of records read
     * @param official number of records of the whole data set
     * @param used what was read, for the message
     */
    public void warnIfPartial(int records, int official, String used, Consumer<String> warnings) {
        if (records != official) {
            warnings.accept(String.format(
                    Locale.ROOT, "%s in %s has %,d of %,d records; used: %s", dataset, path, records, official, used));
        }
    }
}

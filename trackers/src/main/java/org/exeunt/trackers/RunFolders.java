package org.exeunt.trackers;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folders of all runs with one title: {@code TITLE}, {@code TITLE-2}, {@code TITLE-3}, ….
 *
 * @param directory parent of the folders
 * @param title title of the run
 */
record RunFolders(Path directory, String title) {
    /** Creates the first folder that does not exist; concurrent processes get different folders. */
    Path next() {
        try {
            Files.createDirectories(directory);
            for (int number = 1; ; number++) {
                try {
                    return Files.createDirectory(folder(number));
                } catch (FileAlreadyExistsException e) {
                    // used by an earlier run
                }
            }
        } catch (IOException e) {
            throw EventFile.unwritable(folder(1), e);
        }
    }

    /** Returns the folder that {@link #next} created last; creates one if none exists. */
    Path newest() {
        int number = 1;
        while (Files.isDirectory(folder(number + 1))) {
            number++;
        }
        return Files.isDirectory(folder(number)) ? folder(number) : next();
    }

    private Path folder(int number) {
        return directory.resolve(number == 1 ? title : title + "-" + number);
    }
}

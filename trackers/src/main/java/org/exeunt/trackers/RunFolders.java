package org.exeunt.trackers;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folders of all runs of one title: {@code TITLE}, {@code TITLE-2}, {@code TITLE-3}, ….
 *
 * @param directory that holds them
 * @param title of the run
 */
record RunFolders(Path directory, String title) {
    /** Makes the first folder that does not exist yet; of several processes each gets its own. */
    Path next() {
        try {
            Files.createDirectories(directory);
            for (int number = 1; ; number++) {
                try {
                    return Files.createDirectory(folder(number));
                } catch (FileAlreadyExistsException e) {
                    // of an earlier run
                }
            }
        } catch (IOException e) {
            throw EventFile.unwritable(folder(1), e);
        }
    }

    /** Returns the folder that {@link #next} made last; makes one if it was removed. */
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

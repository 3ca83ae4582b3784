package org.exeunt.runtime.archive;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.runtime.store.files.OwnFiles;

/**
 * A folder of runs, which need not exist.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {
    /**
     * Returns the runs by title; links and directories that are no runs are omitted.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the folder cannot be read
     */
    public List<StoredRun> runs() {
        if (Files.notExists(path)) {
            return List.of();
        }
        return OwnFiles.read(path, () -> {
            if (!Files.isDirectory(path)) { // opening a pipe to list it would block
                throw new NotDirectoryException(path.toString());
            }
            try (Stream<Path> found = Files.list(path)) {
                return found.filter(directory -> Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))
                        .flatMap(directory -> StoredRun.of(directory).stream())
                        .sorted(Comparator.comparing(StoredRun::title))
                        .toList();
            }
        });
    }

    /**
     * Returns the directory of a finished run if nothing remains to be deleted, so that it can be reused in a folder
     * that cannot be written; otherwise empty.
     */
    public Optional<Path> tidy(String title) {
        return Optional.of(path.resolve(title)).filter(RunDirectory::isTidy);
    }

    /**
     * Reserves the directory of a run, and locks it; creates only this folder.
     *
     * @param title of the run: a file name
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if another process holds it, or a file
     *     operation fails
     */
    public RunDirectory reserve(String title) {
        return RunDirectory.reserve(path, title);
    }
}

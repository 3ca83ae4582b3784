package org.exeunt.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/**
 * Data that change after a run has read them and before other processes do.
 *
 * @param file a copy of the table of trees
 * @param rows of the copy at first, without the header
 * @param tracker of the run; repeats the first row of the table when the run starts
 */
public record GrowingTable(Path file, int rows, RunTracker tracker) {
    private static final Path TREES = Path.of("..", "examples", "own-data", "trees.csv");

    /** Copies the table to a folder. */
    public static GrowingTable in(Path folder) throws IOException {
        Path file = Files.copy(TREES, folder.resolve("trees.csv"));
        List<String> lines = Files.readAllLines(file);
        String row = lines.get(1) + "\n";
        return new GrowingTable(file, lines.size() - 1, new RunTracker() {
            @Override
            public void runStarted(RunStart start) {
                try {
                    Files.writeString(file, row, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }
}

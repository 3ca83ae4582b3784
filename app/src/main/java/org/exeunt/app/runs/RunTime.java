package org.exeunt.app.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.exeunt.runtime.store.StoredRun;

/** The times of runs, which their files do not contain. */
public final class RunTime {
    private RunTime() {}

    /**
     * Returns when the file that a run writes last was written, or for an unfinished run the records of its rounds;
     * {@link Instant#EPOCH} if the run is being deleted.
     */
    public static Instant written(StoredRun run) {
        for (String name : List.of("manifest.json", "rounds.jsonl", ".")) {
            Path file = run.directory().resolve(name);
            try {
                if (Files.exists(file)) {
                    return Files.getLastModifiedTime(file).toInstant();
                }
            } catch (IOException e) {
                // deleted in the meantime
            }
        }
        return Instant.EPOCH;
    }
}

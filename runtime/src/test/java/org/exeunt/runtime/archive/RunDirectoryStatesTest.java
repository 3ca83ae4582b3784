package org.exeunt.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.runtime.store.files.OwnFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a process before each of its changes, for every use of a run's directory and every state of the finished,
 * partial and previous run. The files left are always one of these states, so that no sequence of killed processes
 * leads to any other.
 */
@Tag("slow")
class RunDirectoryStatesTest {
    private static final String TITLE = "a-1";
    private static final List<String> PLACES = List.of(TITLE, "." + TITLE + ".partial", "." + TITLE + ".former");
    private static final int MOST_CHANGES = 60;

    @TempDir
    Path folder;

    /** The state of a directory. */
    enum State {
        ABSENT,
        INCOMPLETE,
        COMPLETE;

        void make(Path run) throws IOException {
            if (this == ABSENT) {
                return;
            }
            write(run, run.getFileName().toString());
            if (this == INCOMPLETE) {
                Files.delete(run.resolve("manifest.json"));
            }
        }
    }

    /** The uses of a run's directory. */
    enum Use {
        NOTHING {
            @Override
            void of(RunDirectory directory) {
                // reserving it is all
            }
        },
        READ {
            @Override
            void of(RunDirectory directory) {
                if (directory.isFinished()) {
                    directory.cleanUp();
                }
            }
        },
        CREATE_AND_FAIL {
            @Override
            void of(RunDirectory directory) {
                directory.create();
            }
        },
        CREATE_AND_STOP {
            @Override
            void of(RunDirectory directory) {
                directory.create();
                directory.keepPartial();
            }
        },
        CREATE_AND_FINISH {
            @Override
            void of(RunDirectory directory) throws IOException {
                write(directory.create(), "new");
                directory.keepPartial();
                directory.finish();
            }
        },
        RESUME_AND_FINISH {
            @Override
            void of(RunDirectory directory) throws IOException {
                write(directory.stopped().isPresent() ? directory.resume() : directory.create(), "new");
                directory.finish();
            }
        };

        abstract void of(RunDirectory directory) throws IOException;
    }

    /** Writes a complete run, its last file last. */
    private static void write(Path run, String content) throws IOException {
        Files.createDirectories(run.resolve("checkpoints"));
        for (String file : List.of("checkpoints/round-1", "clients.csv", "zero.csv", "manifest.json")) {
            Files.writeString(run.resolve(file), content);
        }
    }

    private static boolean isWhole(Path run) throws IOException {
        for (String file : List.of("clients.csv", "zero.csv", "manifest.json")) {
            if (!Files.exists(run.resolve(file))
                    || !Files.readString(run.resolve(file)).equals(Files.readString(run.resolve("manifest.json")))) {
                return false;
            }
        }
        return true;
    }

    static Stream<Arguments> statesAndUses() {
        List<Arguments> all = new ArrayList<>();
        for (State finished : State.values()) {
            for (State partial : State.values()) {
                for (State previous : State.values()) {
                    for (Use use : EnumSet.range(Use.READ, Use.RESUME_AND_FINISH)) {
                        all.add(Arguments.of(finished, partial, previous, use));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("statesAndUses")
    void killsNeverLeaveAnIncompleteFinishedRun(State finished, State partial, State previous, Use use)
            throws IOException {
        for (int changes = 0; ; changes++) {
            Path runs = Files.createDirectory(folder.resolve("runs-" + changes));
            finished.make(runs.resolve(PLACES.get(0)));
            partial.make(runs.resolve(PLACES.get(1)));
            previous.make(runs.resolve(PLACES.get(2)));
            boolean killed = killed(runs, changes, use);
            requireKnownState(runs, finished);
            requireRecovered(runs, finished, partial, use);
            if (!killed) {
                return;
            }
            if (changes == MOST_CHANGES) {
                fail("%s makes more than %d changes", use, MOST_CHANGES);
            }
        }
    }

    private static boolean killed(Path runs, int changes, Use use) throws IOException {
        try (RunDirectory directory = RunDirectory.reserve(new KilledFiles(runs, changes).root(), TITLE)) {
            use.of(directory);
            return false;
        } catch (KilledFiles.Killed e) {
            return true;
        }
    }

    /**
     * Checks that each directory with the last file is complete, and that the finished run is complete unless it was
     * not before.
     */
    private static void requireKnownState(Path runs, State finished) throws IOException {
        for (String place : PLACES) {
            Path run = runs.resolve(place);
            assertThat(!RunDirectory.isComplete(run) || isWhole(run))
                    .as("%s is whole if it has its last file", place)
                    .isTrue();
        }
        Path run = runs.resolve(TITLE);
        assertThat(!Files.exists(run) || RunDirectory.isComplete(run) || finished == State.INCOMPLETE)
                .as("what has the name is finished")
                .isTrue();
    }

    /**
     * Checks that the next process finds the earlier results and never an incomplete run, even after the finished run
     * is deleted.
     */
    private static void requireRecovered(Path runs, State finished, State partial, Use use) throws IOException {
        killed(runs, MOST_CHANGES, Use.NOTHING);
        requireKnownState(runs, finished);
        Path run = runs.resolve(TITLE);
        boolean had = finished == State.COMPLETE || finished == State.ABSENT && partial == State.COMPLETE;
        if (had) {
            assertThat(isWhole(run)).as("the results are still there").isTrue();
        }
        if (partial == State.INCOMPLETE && use == Use.READ) {
            assertThat(runs.resolve(PLACES.get(1)).resolve("checkpoints/round-1"))
                    .as("progress of a stopped run")
                    .exists();
        }
        OwnFiles.delete(run);
        killed(runs, MOST_CHANGES, Use.NOTHING);
        assertThat(!Files.exists(run) || isWhole(run))
                .as("after the finished run is removed")
                .isTrue();
    }
}

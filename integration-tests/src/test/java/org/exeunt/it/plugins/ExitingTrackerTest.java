package org.exeunt.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that ends the process does not end it as if the run had succeeded. */
class ExitingTrackerTest {
    @TempDir
    private Path folder;

    /** The tracker {@code exiting}. */
    public static final class Exiting extends Plugin<RunTracker, NoOptions> {
        /** Called by the service loader. */
        public Exiting() {
            super("exiting", "Ends the process after a round", (options, context) -> new RunTracker() {
                @Override
                public void roundCompleted(Round round) {
                    System.exit(0);
                }
            });
        }
    }

    /** The tracker {@code hooking}, whose shutdown hook takes a second to start, as those of Hadoop may. */
    public static final class Hooking extends Plugin<RunTracker, NoOptions> {
        /** Called by the service loader. */
        public Hooking() {
            super("hooking", "Adds a shutdown hook", (options, context) -> {
                Runtime.getRuntime().addShutdownHook(new Thread() {
                    @Override
                    public void start() {
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                        super.start();
                    }
                });
                return new RunTracker() {};
            });
        }
    }

    private ChildCommand run(Class<?> tracker) throws Exception {
        Path services = folder.resolve("services");
        Path file = services.resolve("META-INF/services/" + Plugin.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, tracker.getName());
        Path config = Files.writeString(folder.resolve("toy.json"), ToyRun.file("fedavg"));
        return ChildCommand.run(
                folder,
                List.of(services),
                Map.of(),
                "run",
                config.toString(),
                "--runs-dir",
                folder.resolve("runs").toString(),
                "--set",
                "trackers=[{\"type\": \"" + tracker.getSimpleName().toLowerCase(Locale.ROOT) + "\"}]");
    }

    @Test
    void pluginsMayAddShutdownHooks() throws Exception {
        ChildCommand ended = run(Hooking.class);
        assertThat(ended.err()).contains("written to").doesNotContain("ended the process");
        assertThat(ended.status()).isZero();
    }

    @Test
    void aPluginThatEndsTheProcessIsNamed() throws Exception {
        ChildCommand ended = run(Exiting.class);
        assertThat(ended.err())
                .contains("PLUGIN-20", "ExitingTrackerTest$Exiting", "roundCompleted", "ended the process");
        assertThat(ended.status()).isEqualTo(3);
    }

    @Test
    void commandsThatEndAreNoDefect() throws Exception {
        ChildCommand ended = ChildCommand.run(folder, List.of(), Map.of(), "run", "missing.json");
        assertThat(ended.err()).doesNotContain("ended the process");
        assertThat(ended.status()).isEqualTo(2);
    }
}

package org.exeunt.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that ends the process does not end it as if the run had succeeded. */
class ExitingTrackerTest {
    @TempDir
    private Path folder;

    /** The trackers {@code exiting} and {@code hooking}. */
    public static final class Trackers implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(
                    Plugin.of(RunTracker.class, "exiting", Exiting::new),
                    Plugin.of(RunTracker.class, "hooking", Hooking::new));
        }
    }

    /** Ends the process after a round. */
    private static final class Exiting implements RunTracker {
        @Override
        public void roundCompleted(Round round) {
            System.exit(0);
        }
    }

    /** Adds a shutdown hook that takes a second to start, as those of Hadoop may. */
    private static final class Hooking implements RunTracker {
        Hooking() {
            Runtime.getRuntime().addShutdownHook(new Thread() {
                @Override
                public void start() {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                    super.start();
                }
            });
        }
    }

    private ChildCommand run(String tracker) throws Exception {
        Path services = folder.resolve("services");
        Path file = services.resolve(PluginScan.SERVICE_FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, Trackers.class.getName());
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
                "trackers=[{\"type\": \"" + tracker + "\"}]");
    }

    @Test
    void pluginsMayAddShutdownHooks() throws Exception {
        ChildCommand ended = run("hooking");
        assertThat(ended.err()).contains("written to").doesNotContain("ended the process");
        assertThat(ended.status()).isZero();
    }

    @Test
    void aPluginThatEndsTheProcessIsNamed() throws Exception {
        ChildCommand ended = run("exiting");
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

package org.exeunt.it.support;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.app.Main;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * The strategy {@code halting}: averages, but client 1 ends the process that it is trained in, from round 2 on, unless
 * it is that of the run. Not registered as a service of these tests, but by a folder on the class path of a child
 * process.
 */
public final class HaltingMethod implements Plugins {
    /** The exit status of a process that client 1 ends. */
    public static final int STATUS = 42;

    /** What such a process prints before. */
    public static final String LAST_WORDS = "printed by native code\n";

    /** The environment variable for a file: if it is set, client 1 kills one process, which then writes the file. */
    public static final String KILLS_ONCE = "EXEUNT_TEST_KILLS_ONCE";

    /** The environment variable that lets client 1 kill a process when it is evaluated, not trained. */
    public static final String IN_EVALUATION = "EXEUNT_TEST_IN_EVALUATION";

    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(Plugin.of(
                Strategy.class, "halting", FedAvg.Options.class, options -> new Halting(new FedAvg(options))));
    }

    /** Writes a folder that registers the plugin, and returns it. */
    public static Path services(Path folder) throws IOException {
        Path file = folder.resolve(PluginScan.SERVICE_FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, HaltingMethod.class.getName());
        return folder;
    }

    private static final class Halting extends ForwardingStrategy<FedAvg.Server> {
        private final Map<String, String> environment = System.getenv();

        Halting(FedAvg averaging) {
            super(averaging);
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            end(client, false);
            return super.train(client, network);
        }

        @Override
        public void personalise(ClientContext client, Network network) {
            end(client, true);
            super.personalise(client, network);
        }

        private void end(ClientContext client, boolean evaluating) {
            boolean inProcessOfRun = System.getProperty("sun.java.command", "").startsWith(Main.class.getName());
            if (inProcessOfRun
                    || client.id().index() != 1
                    || client.round().number() < 2
                    || evaluating != environment.containsKey(IN_EVALUATION)) {
                return;
            }
            String file = environment.get(KILLS_ONCE);
            if (file == null) {
                printNatively();
                Runtime.getRuntime().halt(STATUS);
            } else {
                killOnce(Path.of(file));
            }
        }

        /** Prints to standard output as native code does, which {@code System.out} may not be any more. */
        private static void printNatively() {
            try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
                out.write(LAST_WORDS.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static void killOnce(Path file) {
            try {
                Files.createFile(file);
                new ProcessBuilder(List.of(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid())))
                        .start()
                        .waitFor();
            } catch (FileAlreadyExistsException e) {
                // once
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

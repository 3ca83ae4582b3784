package org.exeunt.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contents of files that options of a plugin name are part of a run's identity, as the options are. */
class PluginFilesTest {
    @TempDir
    private Path folder;

    private Path services;
    private Path order;
    private Path notes;

    /** The sampler {@code listed}, which samples clients in the order of a file. */
    public static final class Listed implements Plugins {
        /** Options of {@link Listed}. */
        public record Options(
                @Option("The order") Path order, @Option(value = "Notes", affects = Affects.RECORD) Path notes) {}

        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(Plugin.<ClientSampler, Options>of(
                    ClientSampler.class, "listed", Options.class, (options, context) -> {
                        List<ClientId> all = new ArrayList<>();
                        try {
                            for (String client : Files.readAllLines(
                                    context.resolve(options.order()).resolve("a/order.txt"))) {
                                all.add(new ClientId(Integer.parseInt(client)));
                            }
                        } catch (IOException e) {
                            throw new IllegalArgumentException(e);
                        }
                        return request ->
                                all.stream().limit(request.size()).sorted().toList();
                    }));
        }
    }

    @BeforeEach
    void writeFiles() throws IOException {
        services = folder.resolve("services");
        Path file = services.resolve(PluginScan.SERVICE_FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, Listed.class.getName());
        order = Files.createDirectories(folder.resolve("orders/a")).resolve("order.txt");
        Files.writeString(order, "0\n1\n2\n3\n4\n5\n6\n7\n");
        notes = Files.writeString(folder.resolve("notes.txt"), "first");
        Files.writeString(folder.resolve("base.json"), ToyRun.file("fedavg"));
        Files.writeString(
                folder.resolve("comparison.json"),
                """
                {
                  "name": "toy",
                  "base": "base.json",
                  "settings": { "one": { "sampling": { "type": "listed", "order": "%s", "notes": "%s" } } },
                  "methods": { "fedavg": { "strategy": "fedavg" } },
                  "seeds": [1]
                }
                """
                        .formatted(folder.resolve("orders"), notes));
    }

    private ChildCommand command(String... arguments) throws Exception {
        return ChildCommand.run(folder, List.of(services), Map.of(), arguments);
    }

    private ChildCommand compare(String action, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "compare",
                action,
                folder.resolve("comparison.json").toString(),
                "--runs-dir",
                folder.resolve("runs").toString()));
        arguments.addAll(List.of(options));
        return command(arguments.toArray(String[]::new));
    }

    @Test
    void changedFileIsAnotherRunAndNamedByVerify() throws Exception {
        assertThat(compare("run", "--report", folder.resolve("report").toString())
                        .err())
                .contains("2/2");
        Path run;
        try (var runs = Files.newDirectoryStream(folder.resolve("runs"), "toy-one-fedavg-*")) {
            run = runs.iterator().next();
        }
        assertThat(Files.readString(run.resolve("provenance.json"))).contains("orders/a/order.txt");
        Files.writeString(notes, "second");
        assertThat(compare("plan").out()).contains("2 runs, 2 finished");
        assertThat(command("verify", run.toString()).out()).contains("is reproduced");

        Files.writeString(order, "7\n6\n5\n4\n3\n2\n1\n0\n");
        assertThat(compare("plan").out()).contains("2 runs, 0 finished");
        assertThat(command("verify", run.toString()).err())
                .contains("These differ:\n  sampling.file orders/a/order.txt: SHA-256 ")
                .doesNotContain("random numbers of its own");
    }
}

package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.exeunt.app.runs.RunComparison;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.RunForgery;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.store.codec.RecordJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exeunt verify}: repeats a run and compares the files. */
class VerifyCommandTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(VerifyCommandTest.class.getClassLoader());

    @TempDir
    Path out;

    private TrainedRun run;

    @BeforeEach
    void finishARun() {
        run = TrainedRun.ofSmall(out, "strategy.type=cafedistill", "training.rounds=2");
    }

    @Test
    void runIsReproducedOnAnyNumberOfWorkers() {
        Map<String, byte[]> before = run.files();
        for (String workers : new String[] {"1", "2"}) {
            CommandLineRun verified = CommandLineRun.succeeding("verify %s --workers %s", run.directory(), workers);
            assertThat(verified.out()).contains("bit for bit");
        }
        assertThat(run.files().keySet()).isEqualTo(before.keySet());
        before.forEach(
                (name, content) -> assertThat(run.files().get(name)).as(name).isEqualTo(content));
    }

    @Test
    void alteredFilesAreListed() throws IOException {
        Path model = run.directory().resolve("models/client-1.safetensors");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 9] ^= 1;
        Files.write(model, bytes);
        Files.delete(run.directory().resolve("models/client-0.safetensors"));
        Path rounds = run.directory().resolve("rounds.jsonl");
        Files.writeString(rounds, Files.readString(rounds).replaceFirst("\"loss\":\\d", "\"loss\":9"));
        CommandLineRun refused = CommandLineRun.of("verify %s", run.directory());
        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err())
                .contains(
                        "DATA-28",
                        "rounds.jsonl: differs from byte",
                        "(changed after the run: it has SHA-256",
                        "models/client-1.safetensors: differs from byte",
                        "models/client-0.safetensors: only the repetition has it",
                        "All of these are the same",
                        "a plugin computes other values each time: it uses random numbers of its own");
    }

    /** Values that may differ are noted; the rest of the file has to have the bytes that a run writes. */
    @ParameterizedTest
    @ValueSource(strings = {"summary.json", "provenance.json"})
    void recordsAreComparedByTheirBytes(String name) throws IOException {
        Path repetition = out.resolve("repetition");
        RunFiles.copy(run.directory(), repetition);
        Path file = run.directory().resolve(name);
        String written = Files.readString(file);
        String free = name.equals("summary.json") ? "warnings" : "machine";
        for (String altered : List.of(
                written.replaceFirst("\\{", "{\n  \"%s\" : \"0\",".formatted(free)),
                written.replace("\n", "\r\n"),
                written.strip(),
                written.replaceFirst("\\{", "{ "))) {
            Files.writeString(file, altered);
            RunForgery.updateChecksums(run.directory());
            assertThat(RunComparison.of(TrainedRun.open(run.directory()), TrainedRun.open(repetition), REGISTRY)
                            .differences())
                    .as(altered)
                    .singleElement()
                    .asString()
                    .startsWith(name + ": differs from byte ");
        }
        ObjectNode record = (ObjectNode) new ObjectMapper().readTree(written);
        record.set(
                free,
                record.get(free) instanceof ObjectNode machine
                        ? machine.put("java", "other")
                        : record.arrayNode().add("stopped"));
        Files.writeString(file, new RecordJson().pretty(record));
        RunForgery.updateChecksums(run.directory());
        RunComparison other = RunComparison.of(TrainedRun.open(run.directory()), TrainedRun.open(repetition), REGISTRY);
        assertThat(other.differences()).isEmpty();
        assertThat(other.notes()).contains("%s: '%s' differs".formatted(name, free));
    }

    @Test
    void pageOfAnotherVersionIsNoted() throws IOException {
        Path page = run.directory().resolve("report.html");
        Files.writeString(page, Files.readString(page).replaceFirst("<style>", "<style>/* older */"));
        CommandLineRun verified = CommandLineRun.succeeding("verify %s", run.directory());
        assertThat(verified.out()).contains("bit for bit");
        assertThat(verified.err())
                .contains("note: report.html is not the page of this run", "'exeunt report' writes it again");
        CommandLineRun.succeeding("report %s", run.directory());
        assertThat(CommandLineRun.succeeding("verify %s", run.directory()).err())
                .doesNotContain("report.html");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void linksAreVerifiedAsTheirRuns() throws IOException {
        Files.writeString(run.directory().resolve("notes.txt"), "mine");
        Path link = Files.createSymbolicLink(
                Files.createDirectory(out.resolve("links")).resolve("best"), run.directory());
        assertThat(CommandLineRun.succeeding("verify %s", link).err())
                .contains("note: notes.txt is not a file of the run")
                .doesNotContain("report.html");
    }

    @Test
    void otherDataAndMachineAreReportedAsReasons() throws IOException {
        Path provenance = run.directory().resolve("provenance.json");
        String recorded = Files.readString(provenance);
        Files.writeString(
                provenance,
                recorded.replaceFirst("\"arithmetic\" : \"[^\"]*\"", "\"arithmetic\" : \"SVE\"")
                        .replaceFirst("(\"data\" : [^]]*\"sha256\" : \")\\w{12}", "$1000000000000"));
        RunForgery.updateChecksums(run.directory());
        Files.writeString(run.directory().resolve("clients.csv"), "");
        assertThat(CommandLineRun.of("verify %s", run.directory()).err())
                .contains(
                        "DATA-28",
                        "These differ:\n  arithmetic: SVE → ",
                        "\n  generated data ",
                        "SHA-256 000000000000");
    }

    @Test
    void verifyDoesNotCallTrackers() throws IOException {
        Path events = out.resolve("events");
        TrainedRun tracked = TrainedRun.ofSmall(
                out.resolve("tracked"), "trackers=[{\"type\": \"tensorboard\", \"dir\": \"%s\"}]".formatted(events));
        Map<String, String> before = RunFiles.contents(events);
        CommandLineRun.succeeding("verify %s", tracked.directory());
        assertThat(before).isNotEmpty();
        assertThat(RunFiles.contents(events)).isEqualTo(before);
    }
}

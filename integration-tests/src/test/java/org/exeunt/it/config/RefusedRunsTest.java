package org.exeunt.it.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.store.files.OwnFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code run} and {@code config validate} with an invalid configuration or unreadable data: one error, the exit status
 * of its category, and no files left. Tests of the modules {@code config} and {@code datasets} hold the messages.
 */
class RefusedRunsTest {
    @TempDir
    Path folder;

    private CommandLineRun command(String command, Path file, String... settings) {
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        line.add(file.toString());
        if (command.equals("run")) {
            line.addAll(List.of("--runs-dir", folder.resolve("runs").toString()));
        }
        for (String setting : settings) {
            line.addAll(List.of("--set", setting));
        }
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    private void assertRefused(String codes, Path file, String[] mentions, String... settings) {
        String category = codes.replaceFirst("-.*", "");
        int status = List.of("CONFIG", "PLUGIN", "DATA").indexOf(category) + 2;
        CommandLineRun run = command("run", file, settings);
        run.assertRefused(status, category, mentions);
        assertThat(command("config validate", file, settings))
                .as("config validate")
                .isEqualTo(run);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    training.optimizer.learning-rat=0.05 | CONFIG | learning-rat = 0.05 & did you mean 'learning-rate'?
                    evaluation.exit-policies=[{"type": "margin", "thresholds": [50]}] | CONFIG | thresholds.1 = 50 & at most 1
                    strategy=fedavgg                         | PLUGIN | did you mean 'fedavg'? & cafedistill
                    strategy=fedavgg & dataset.type=shape    | PLUGIN | 2 problems & 'fedavg' & 'shapes'
                    strategy=fedavgg & training.rounds=0     | CONFIG | 2 problems & fedavgg & training.rounds
                    strategy=cafedistill & strategy.mu=1 & strategy.type=fedavg | CONFIG | set strategy=ID in place of
                    strategy={type:ditto}                    | CONFIG | In a shell, put it in single quotes.
                    training.optimizer.type=adam & training.optimizer.reset-each-round=false | CONFIG | 'type' is adam & remove 'reset-each-round'
                    strategy=scaffold & training.optimizer.type=adam | CONFIG | 'scaffold' cannot work here: its equations hold only for SGD
                    strategy=fjord & training.optimizer.type=adam | CONFIG | 'fjord' cannot work here: its equations hold only for SGD
                    strategy=apfl & training.optimizer.type=adam | CONFIG | 'apfl' cannot work here & set training.optimizer.type to 'sgd'
                    strategy=fedrod & network.head=mlp | CONFIG | 'fedrod' cannot work here & Use the head 'linear'
                    network.backbone.stages=6                | CONFIG | stage
                    partition.clients=400                    | CONFIG | partition.clients = 400 & 240
                    sed=3 & training.rounds=-1 & training.optimizer.learning-rate=50 & network.backbone.width=0 \
                    | CONFIG | 4 problems & sed = 3 & width = 0 & rounds = -1 & learning-rate = 50
                    """)
    void problemsAreReportedAtOnceAndNoFileIsLeft(String settings, String category, String mentions) {
        assertRefused(category, TrainedRun.small(), mentions.split(" & "), settings.split(" & "));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void filesThatAreNoConfigurationsAreRefused() throws IOException {
        Path file = folder.resolve("invalid.json");
        assertRefused("CONFIG", file, new String[] {file.toString()});
        Files.createDirectory(file);
        assertRefused("CONFIG", file, new String[] {file.toString()});
        Files.delete(file);
        for (String text : List.of("", "{ \"name\": \"x\"")) {
            Files.writeString(file, text);
            assertRefused("CONFIG", file, new String[] {text.isEmpty() ? "is empty" : "is not JSON"});
        }
    }

    /** A file of a data set is replaced by a page, as a web server may have sent it, and then removed. */
    @ParameterizedTest
    @CsvSource({
        "cifar10, test_batch.bin, 22 bytes",
        "cifar100, train.bin, 22 bytes",
        "mnist, train-images-idx3-ubyte, 22 unpacked bytes",
        "tinyimagenet, wnids.txt, <html>",
        "agnews, train.csv, line 1",
        "ucihar, train/y_train.txt, line 1",
        "arrays, x.npy, x.npy",
    })
    void foreignAndMissingFilesOfDataSetsAreReported(String type, String name, String place) throws IOException {
        Path data = new SampledData(folder).of(type);
        Path file = data.resolve(name);
        String[] settings = {"dataset={\"type\": \"%s\", \"dir\": \"%s\"}".formatted(type, data)};
        Files.writeString(file, "<html>Not found</html>", StandardCharsets.US_ASCII);
        String[] mentions = {file.getFileName().toString(), place, data.toString()};
        assertRefused("DATA", TrainedRun.small(), mentions, settings);
        Files.delete(file);
        assertRefused(
                "DATA", TrainedRun.small(), new String[] {file.getFileName().toString()}, settings);
    }

    @Test
    void partitionsThatDoNotFitAreReported() throws IOException {
        Path data = new SampledData(folder).of("cifar10");
        Path partition = folder.resolve("split.json");
        String[] settings = {
            "dataset={\"type\": \"cifar10\", \"dir\": \"%s\"}".formatted(data),
            "partition={\"type\": \"file\", \"file\": \"%s\"}".formatted(partition)
        };
        String[] one = {"split.json"};
        assertRefused("DATA", TrainedRun.small(), one, settings);
        String clients = "\"clients\": [{\"train\": [3], \"test\": [5]}, {\"train\": [%d], \"test\": [6]}]}";
        Files.writeString(partition, "{\"source\": [\"data_batch_1.bin\"], " + clients.formatted(3));
        assertRefused("DATA", TrainedRun.small(), new String[] {"clients[1].train[0] is 3"}, settings);
        Files.writeString(partition, "{\"source\": [\"data_batch_7.bin\"], " + clients.formatted(4));
        assertRefused("DATA", TrainedRun.small(), new String[] {"data_batch_7.bin", "data_batch_1.bin"}, settings);
        Files.writeString(partition, "{\"source\": [\"data_batch_1.bin\"], " + clients.formatted(4));
        assertThat(command("run", TrainedRun.small(), settings).status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cifar10",
                "cifar100",
                "mnist",
                "tinyimagenet",
                "agnews",
                "ucihar",
                "image-folder",
                "arrays",
                "text"
            })
    void emptyFolderIsAnErrorMissingFolderIsNot(String type) throws IOException {
        Path data = folder.resolve("data");
        String more = type.equals("image-folder") ? ", \"height\": 8, \"width\": 8" : "";
        String key = type.equals("text") ? "path" : "dir";
        String setting = "dataset={\"type\": \"%s\", \"%s\": \"%s\"%s}".formatted(type, key, data, more);
        command("run", TrainedRun.small(), setting).assertRefused(4, "DATA", "DATA-10", data.toString());
        CommandLineRun absent = command("config validate --json", TrainedRun.small(), setting);
        assertThat(absent.status()).as(absent.err()).isZero();
        assertThat(absent.err()).contains("not checked against its data", "DATA-10", data.toString());
        assertThat(absent.json().toString()).contains("\"valid\":true", "\"held-against-data\":false");

        Files.createDirectory(data);
        CommandLineRun damaged = command("config validate --json", TrainedRun.small(), setting);
        assertThat(damaged.status()).as(damaged.err()).isEqualTo(4);
        assertThat(damaged.err()).startsWith("DATA-").contains(data.toString());
        assertThat(damaged.json().get("valid").booleanValue()).isFalse();
        assertThat(damaged.err())
                .startsWith(damaged.json().at("/problems/0/code").textValue());
        assertThat(damaged.json().at("/problems/0/message").textValue()).contains(data.toString());
        OwnFiles.delete(data);
    }
}

package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.RunForgery;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.model.ExitAnswers;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.RunEvaluator;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testsupport.PluginClassLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A strategy whose personal models are more than parameters, in everything that uses the model of a run. */
class PersonalRulesTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(PluginClassLoader.of(Stream.concat(
                    ServiceLoader.load(Plugins.class).stream().map(ServiceLoader.Provider::type),
                    Stream.of(Rules.class))
            .toArray(Class<?>[]::new)));

    /** One rule, of which about half of the inputs leave early. */
    private static final String POLICY = "{\"type\": \"confidence\", \"thresholds\": [0.5]}";

    private static final ClientId CLIENT = new ClientId(2);

    @TempDir
    private Path folder;

    private Path directory;

    /** FedAvg with personal rules. */
    public static final class Rules implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(
                    Plugin.of(
                            Strategy.class,
                            "nearest",
                            FedAvg.Options.class,
                            options -> new Nearest(new FedAvg(options))),
                    Plugin.of(
                            Strategy.class,
                            "cancelling",
                            FedAvg.Options.class,
                            options -> new Cancelling(new FedAvg(options))));
        }
    }

    private record Neighbours(List<float[]> features, List<Integer> labels) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            double[] feature = reached.feature();
            float[] stored = features.get(reached.exit().index());
            double[] distances = new double[labels.size()];
            for (int i = 0; i < stored.length; i++) {
                distances[i / feature.length] += Math.abs(stored[i] - feature[i % feature.length]);
            }
            int nearest = IntStream.range(0, distances.length)
                    .reduce(0, (best, i) -> distances[i] < distances[best] ? i : best);
            double[] raised = reached.logits().clone();
            raised[labels.get(nearest)] += 2;
            return raised;
        }
    }

    /** FedAvg, whose personal models add 2 to the logit of the class of the nearest training example. */
    private static final class Nearest extends ForwardingStrategy<FedAvg.Server> {
        Nearest(FedAvg strategy) {
            super(strategy);
        }

        @Override
        public Optional<PersonalRule> rule(ClientContext client, Network network) {
            List<Integer> labels = IntStream.range(0, client.examples().size())
                    .mapToObj(client.examples()::label)
                    .toList();
            return Optional.of(new Neighbours(network.features(client.examples()), labels));
        }

        @Override
        public Optional<Class<? extends PersonalRule>> ruleType() {
            return Optional.of(Neighbours.class);
        }
    }

    /** FedAvg, whose personal models add the logits of the network with heads of the opposite sign. */
    private static final class Cancelling extends ForwardingStrategy<FedAvg.Server> {
        Cancelling(FedAvg strategy) {
            super(strategy);
        }

        @Override
        public Optional<PersonalRule> rule(ClientContext client, Network network) {
            ParameterSet own = network.read(client.layout().all());
            ParameterSet heads =
                    ParameterMath.scale(-1, own.select(client.layout().heads()));
            return Optional.of(new Sum(List.of(own.with(heads))));
        }

        @Override
        public Optional<Class<? extends PersonalRule>> ruleType() {
            return Optional.of(Sum.class);
        }
    }

    private record Sum(List<ParameterSet> networks) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            double[] logits = reached.logits();
            int classes = logits.length / 2;
            return IntStream.range(0, classes)
                    .mapToDouble(c -> logits[c] + logits[classes + c])
                    .toArray();
        }
    }

    private static RunConfig config(String strategy) {
        return new RunConfigReader(REGISTRY)
                .read("toy.json", ToyRun.file(strategy), List.of("evaluation.exit-policies=[%s]".formatted(POLICY)))
                .orThrow();
    }

    private RunOptions options(String runs) {
        return RunOptions.onDisk(folder, folder.resolve(runs), () -> 0L).withCheckpoints(Duration.ZERO);
    }

    @BeforeEach
    void run() {
        directory = Run.execute(config("nearest"), REGISTRY, options("runs"))
                .directory()
                .orElseThrow();
    }

    private RunModels saved() {
        return RunModels.of(FinishedRun.open(directory), REGISTRY, folder, List.of());
    }

    private byte[] rule(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("models/client-2.rule"));
    }

    @Test
    void headEpochsAreRefused() {
        RunConfig tuned = new RunConfigReader(REGISTRY)
                .read("toy.json", ToyRun.file("nearest"), List.of("evaluation.head-epochs=1"))
                .orThrow();
        assertThatThrownBy(() -> Run.execute(tuned, REGISTRY, options("tuned")))
                .hasMessageContaining("evaluation.head-epochs: it trains heads, and strategy 'nearest' answers");
    }

    @Test
    void evaluationsUseTheRule() throws IOException {
        RunSummary own = FinishedRun.open(directory).records().summary();
        assertThat(RunEvaluator.of(saved(), folder, Optional.empty()).finalRound())
                .isEqualTo(own.finalRound());
        Path plain = Run.execute(config("fedavg"), REGISTRY, options("plain"))
                .directory()
                .orElseThrow();
        assertThat(RunModels.of(FinishedRun.open(plain), REGISTRY, folder, List.of())
                        .model(CLIENT)
                        .values())
                .isEqualTo(saved().model(CLIENT).values());
        assertThat(FinishedRun.open(plain).records().summary().finalRound()).isNotEqualTo(own.finalRound());
    }

    @Test
    void staysTheSameIfTheRunIsResumed() throws IOException {
        int[] asked = {-1}; // the first time before the first round
        assertThatThrownBy(() -> Run.execute(
                        config("nearest"), REGISTRY, options("stopped").withStop(() -> ++asked[0] == 2)))
                .isInstanceOf(ExeuntException.class);
        Path resumed = Run.execute(config("nearest"), REGISTRY, options("stopped"))
                .directory()
                .orElseThrow();
        assertThat(rule(resumed)).isEqualTo(rule(directory));
        assertThat(Files.readString(resumed.resolve("manifest.json"))).contains("models/client-2.rule");
    }

    @Test
    void predictionsLeaveByTheLogitsOfTheRule() {
        ExitAnswers all = ExitAnswers.of(saved(), CLIENT, 100, folder);
        List<float[]> inputs = all.inputs();
        try (PersonalModel model = PersonalModel.open(directory, CLIENT, POLICY, List.of(), REGISTRY)) {
            List<PersonalModel.Prediction> predictions = model.predict(inputs);
            assertThat(predictions.stream().map(PersonalModel.Prediction::exit).distinct())
                    .as("exits used")
                    .hasSizeGreaterThan(1);
            for (int i = 0; i < inputs.size(); i++) {
                var answers = all.answers().get(i);
                var expected = answers.stream()
                        .filter(answer -> answer.confidence() >= 0.5)
                        .findFirst()
                        .orElse(answers.get(answers.size() - 1));
                PersonalModel.Prediction found = predictions.get(i);
                assertThat(List.of(found.exit(), found.label(), found.confidence()))
                        .isEqualTo(List.of(expected.exit(), expected.label(), expected.confidence()));
            }
        }
    }

    @Test
    void rulesReadFurtherNetworks() {
        Path cancelling = Run.execute(config("cancelling"), REGISTRY, options("cancelling"))
                .directory()
                .orElseThrow();
        RunModels run = RunModels.of(FinishedRun.open(cancelling), REGISTRY, folder, List.of());
        assertThat(RunEvaluator.of(run, folder, Optional.empty()).finalRound())
                .isEqualTo(FinishedRun.open(cancelling).records().summary().finalRound());
        ExitAnswers all = ExitAnswers.of(run, CLIENT, 100, folder);
        double uniform = 1.0 / all.network().classes();
        assertThat(all.answers().stream().flatMap(List::stream))
                .as("answers at all exits")
                .allMatch(answer -> answer.confidence() == uniform);
        try (PersonalModel model = PersonalModel.open(cancelling, CLIENT, POLICY, List.of(), REGISTRY)) {
            float[] input = all.inputs().get(0);
            assertThat(model.predict(List.of(input, input)))
                    .allMatch(each -> each.exit().equals(all.network().finalExit()) && each.confidence() == uniform);
        }
    }

    @Test
    void exportsAreRefused() {
        assertThatThrownBy(() ->
                        saved().exportRequest(CLIENT, saved().exportFormats().get(0), POLICY))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("client 2", "strategy 'nearest'", "predict");
    }

    @Test
    void alteredRulesAreRefused() throws IOException {
        byte[] bytes = rule(directory);
        bytes[bytes.length / 2]++;
        Files.write(directory.resolve("models/client-2.rule"), bytes);
        assertThatThrownBy(() -> PersonalModel.open(directory, CLIENT, POLICY, List.of(), REGISTRY))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("client-2.rule", "SHA-256");
    }

    /** The manifest is that of the files. */
    @Test
    void onlyTheRuleOfTheModelIsUsed() throws IOException {
        Path file = directory.resolve("models/client-2.rule");
        byte[] own = rule(directory);
        byte[] altered = own.clone();
        altered[altered.length / 2]++;
        for (byte[] other : List.of(Files.readAllBytes(directory.resolve("models/client-1.rule")), altered)) {
            Files.write(file, other);
            RunForgery.updateChecksums(directory);
            assertRefused("client-2.rule", "it is not the rule of the model of client 2", "repeat the run");
        }
        Files.write(file, own);
        RunForgery.updateChecksums(directory);
        RunForgery.updateIdentity(directory);
        PersonalModel.open(directory, CLIENT, POLICY, List.of(), REGISTRY).close();
        Path manifest = directory.resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replaceFirst("(?s)\\{[^{]*models/client-2.rule[^}]*},\\s*", ""));
        assertRefused("client-2.rule", "it is not the rule of the model of client 2");
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> PersonalModel.open(directory, CLIENT, POLICY, List.of(), REGISTRY))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(parts);
        assertThatThrownBy(() -> RunEvaluator.of(saved(), folder, Optional.empty()))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(parts);
        assertThatThrownBy(() ->
                        saved().exportRequest(CLIENT, saved().exportFormats().get(0), POLICY))
                .isInstanceOf(ExeuntException.class);
    }
}

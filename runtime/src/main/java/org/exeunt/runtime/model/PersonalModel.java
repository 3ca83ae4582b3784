package org.exeunt.runtime.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.federation.PluginCall;
import org.exeunt.runtime.federation.RunContext;

/**
 * A client's personal model in an application: every input leaves at the first exit that is sure enough, and what lies deeper is not computed.
 *
 * <p>Reads the configuration and the model file of a finished run, neither of which can name a class to be loaded; the plugins are those on the
 * class path. Safe for any number of threads, one of which is answered at a time; open several for more.
 */
public final class PersonalModel implements AutoCloseable {
    private static final ErrorCode MANY_RULES = ErrorCategory.CONFIG.code(71);
    private static final ErrorCode NO_READER = ErrorCategory.CONFIG.code(72);

    private final SavedRun run;
    private final Network network;
    private final ExitRule rule;
    private final InputShape input;
    private final List<String> classNames;
    private InputReader reader;

    private PersonalModel(SavedRun run, Network network, ExitRule rule) {
        this.run = run;
        this.network = network;
        this.rule = rule;
        this.input = new InputShape(run.summary().setting().input());
        this.classNames = run.classNames();
    }

    /**
     * What became of one input.
     *
     * @param label the class with the highest probability, 0-based
     * @param confidence its probability, in [0, 1]
     * @param exit where the input left
     * @param macs cost, heads on the way included; empty if the cost of some layer of the network is not known
     * @param saved share of the static network's cost that was saved; negative where an input that went all the way paid for heads it passed, empty
     *     if the cost of some layer is not known
     */
    public record Answer(int label, double confidence, Exit exit, Optional<Macs> macs, OptionalDouble saved) {}

    /**
     * Opens the model of a client of a finished run.
     *
     * @param run its directory
     * @param policy an exit policy of one rule as configurations have it, such as {@code {"type": "confidence", "thresholds": [0.8]}}
     * @throws ExeuntException if the run kept no such model, a file is damaged, a plugin is missing or refuses the policy, or the policy has
     *     several rules or needs validation examples, which a run does not keep
     */
    public static PersonalModel open(Path run, ClientId client, String policy) {
        return open(run, client, policy, List.of());
    }

    /**
     * Opens the model of a client of a finished run, with another configuration than the run had.
     *
     * @param overrides each {@code key.path=value}, such as {@code engine.device=cpu} for what a GPU trained
     * @see #open(Path, ClientId, String)
     */
    public static PersonalModel open(Path run, ClientId client, String policy, List<String> overrides) {
        return open(run, client, policy, overrides, PluginRegistry.load(PersonalModel.class.getClassLoader()));
    }

    /**
     * Opens the model of a client of a finished run, made by plugins of the caller's own finding.
     *
     * @param registry with the plugins that the run's configuration and {@code policy} name
     * @see #open(Path, ClientId, String, List)
     */
    public static PersonalModel open(
            Path run, ClientId client, String policy, List<String> overrides, PluginRegistry registry) {
        Path here = Path.of("");
        SavedRun saved = SavedRun.open(
                run,
                registry,
                here,
                Stream.concat(overrides.stream(), Stream.of("evaluation.exit-policies=[%s]".formatted(policy)))
                        .toList());
        NetworkSpec facts = saved.design().facts();
        ExitRule rule = rule(saved, policy, facts.exits());
        var parameters = saved.model(client);
        Network network = saved.design().open();
        network.load(parameters);
        return new PersonalModel(saved, network, rule);
    }

    private static ExitRule rule(SavedRun saved, String text, int exits) {
        ExitPolicy policy = PluginCall.create(
                saved.config().evaluation().exitPolicies().get(0),
                "evaluation.exit-policies",
                new RunContext(Path.of("")));
        if (policy.needsValidation()) {
            throw new ExeuntException(
                    MANY_RULES,
                    "Exit policy %s is calibrated on validation examples, which a run does not keep; expected one with a rule of its own, such as confidence with one of its thresholds."
                            .formatted(text));
        }
        List<ExitRule> rules = policy.rules(CalibrationSet.none(exits));
        if (rules.size() != 1) {
            throw new ExeuntException(
                    MANY_RULES,
                    "Exit policy %s has %d rules (%s); expected one, such as a single threshold."
                            .formatted(
                                    text,
                                    rules.size(),
                                    String.join(
                                            ", ",
                                            rules.stream().map(ExitRule::label).toList())));
        }
        return rules.get(0);
    }

    /** Returns the names of the classes, in label order. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns the number of exits. */
    public int exits() {
        return network.facts().exits();
    }

    /**
     * Reads an input from a file, such as a picture, the way the run's data set reads its own.
     *
     * @throws ExeuntException if the data set knows no form of single inputs, or the file is of another form; or, for data sets with a
     *     vocabulary, if their files are not where the run found them
     */
    public synchronized float[] read(Path file) {
        if (reader == null) {
            PluginChoice<DatasetSource> dataset = run.config().dataset();
            DatasetSource source = PluginCall.create(dataset, "dataset", new RunContext(Path.of("")));
            reader = PluginCall.call(dataset, "reading a single input", source::inputReader)
                    .orElseThrow(() -> new ExeuntException(
                            NO_READER,
                            "Data set '%s' of run %s knows no form of single inputs; give the values themselves to PersonalModel.ask."
                                    .formatted(dataset.plugin().id(), run.directory())));
        }
        return reader.read(file);
    }

    /** Returns the shape of an input. */
    public InputShape input() {
        return input;
    }

    /** Answers for one input. */
    public Answer ask(float[] values) {
        return ask(List.of(values)).get(0);
    }

    /**
     * Answers for several inputs, which together are faster than one by one.
     *
     * @param inputs values as the run's data set has them, row-major, scaled as it scales them
     * @return one answer an input, in order
     */
    public synchronized List<Answer> ask(List<float[]> inputs) {
        for (float[] values : inputs) {
            if (values.length != input.size()) {
                throw new IllegalArgumentException("an input has %d values; expected %d, of shape %s"
                        .formatted(values.length, input.size(), input.lengths()));
            }
        }
        return network.infer(new Unlabelled(inputs), rule).stream()
                .map(this::answer)
                .toList();
    }

    private Answer answer(ExitDecision departure) {
        NetworkSpec facts = network.facts();
        Optional<Macs> spent = facts.costOfLeavingAt(departure.exit());
        return new Answer(
                departure.label(),
                departure.confidence(),
                departure.exit(),
                spent,
                spent.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(1
                                - (double) spent.get().count()
                                        / facts.costOfOnly(facts.finalExit())
                                                .orElseThrow()
                                                .count()));
    }

    private record Unlabelled(List<float[]> inputs) implements Examples {
        @Override
        public int size() {
            return inputs.size();
        }

        @Override
        public int label(int index) {
            throw new UnsupportedOperationException("inputs of an application have no labels");
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            float[] values = inputs.get(index);
            System.arraycopy(values, 0, target, offset, values.length);
        }
    }

    @Override
    public synchronized void close() {
        network.close();
    }
}

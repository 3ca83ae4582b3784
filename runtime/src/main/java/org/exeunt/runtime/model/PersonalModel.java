package org.exeunt.runtime.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.Experimental;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.events.PredictionEvent;
import org.exeunt.runtime.federation.FeatureShift;
import org.exeunt.runtime.federation.Modalities;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.codec.StoredModel;

/**
 * A client's trained personal model for predictions in an application: every input leaves at the first exit whose rule
 * accepts it, and deeper stages are not computed.
 *
 * <p>Reads the configuration and the model file of a finished run, neither of which can name a class to load; plugins
 * are those on the class path. Thread-safe, but calls are serialised; open several models to predict in parallel.
 */
public final class PersonalModel implements AutoCloseable {

    private final RunModels run;
    private final ClientId client;
    private final Network network;
    private final ExitRule rule;
    private final InputShape input;
    private final List<String> classNames;
    private final UnaryOperator<Examples> seen;
    private InputReader reader;

    private PersonalModel(RunModels run, ClientId client, ExitRule rule, Network network) {
        this.run = run;
        this.client = client;
        this.rule = rule;
        this.input = run.design().spec().input();
        this.classNames = run.classNames();
        List<Modality> absent = run.absentModalities(client);
        FeatureShift shift = run.featureShift();
        this.seen = inputs -> Modalities.lacking(shift.seen(inputs, client), absent, input);
        this.network = network;
    }

    /**
     * The prediction for one input.
     *
     * @param label the class with the highest probability, 0-based
     * @param confidence its probability, in [0, 1]
     * @param exit where the input left
     * @param macs cost, including the heads of earlier exits; empty if the cost of a layer of the network is unknown
     * @param saved saved fraction of the cost of the static network; negative if an input that left late cost more
     *     because of the heads of earlier exits, empty if the cost of a layer is unknown
     */
    public record Prediction(int label, double confidence, Exit exit, Optional<Macs> macs, OptionalDouble saved) {}

    /**
     * Opens the model of a client of a finished run.
     *
     * @param run directory of the run
     * @param policy an exit policy with one rule, in the syntax of configurations, such as {@code {"type":
     *     "confidence", "thresholds": [0.8]}}; or its id
     * @throws ExeuntException if the run has no such model, a file is damaged, a plugin is missing or rejects the
     *     policy, or the policy has several rules or needs validation examples, of which the client had none
     */
    public static PersonalModel open(Path run, ClientId client, String policy) {
        return open(run, client, policy, List.of());
    }

    /**
     * Opens the model of a client of a finished run with changes of the run's configuration.
     *
     * @param overrides each {@code key.path=value}, such as {@code engine.device=cpu} for a model that was trained on a
     *     GPU; unknown keys are refused
     * @see #open(Path, ClientId, String)
     */
    public static PersonalModel open(Path run, ClientId client, String policy, List<String> overrides) {
        return open(run, client, policy, overrides, PluginRegistry.load(PersonalModel.class.getClassLoader()));
    }

    /**
     * Opens the model of a client of a finished run with the plugins of a registry.
     *
     * @param registry with the engine, backbone and heads of the run and the plugin that {@code policy} names; {@link
     *     #read} also needs the data set
     * @see #open(Path, ClientId, String, List)
     */
    @Experimental
    public static PersonalModel open(
            Path run, ClientId client, String policy, List<String> overrides, PluginRegistry registry) {
        return open(FinishedRun.open(run), client, policy, overrides, registry);
    }

    /**
     * Opens the model of a client with the plugins of a registry.
     *
     * @see #open(Path, ClientId, String, List, PluginRegistry)
     */
    public static PersonalModel open(
            FinishedRun run, ClientId client, String policy, List<String> overrides, PluginRegistry registry) {
        List<String> all = new ArrayList<>(overrides);
        all.add("evaluation.exit-policies=[%s]".formatted(RunModels.policy(policy)));
        RunModels saved = RunModels.of(run, registry, Path.of(""), all);
        StoredModel model = saved.stored(client);
        ExitRule rule = saved.exitRule(model, policy);
        Network network = saved.design().open();
        try {
            return new PersonalModel(saved, client, rule, saved.ruled(model, network));
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** Returns the names of the classes, in label order. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns the number of exits. */
    public int exits() {
        return network.spec().exits();
    }

    /**
     * Reads an input, such as an image, from a file as the data set of the run does.
     *
     * @throws ExeuntException if the data set does not define a file format for single inputs, the file has another
     *     format, or the reader depends on the content of the data set, such as a vocabulary or the shape of an
     *     array, and its files are missing or have changed since the run
     */
    public synchronized float[] read(Path file) {
        return checked(reader().read(file));
    }

    /**
     * Reads all inputs of a file, such as the rows of a table, as the data set of the run does.
     *
     * @return at least one, in the order of the file
     * @throws ExeuntException as {@link #read}
     */
    public synchronized List<float[]> readAll(Path file) {
        return reader().readAll(file).stream().map(this::checked).toList();
    }

    private InputReader reader() {
        if (reader == null) {
            reader = run.source()
                    .inputReader()
                    .orElseThrow(() -> new ExeuntException(
                            Errors.CONFIG_72,
                            ("Data set '%s' of run %s does not define a form of single inputs; pass the values "
                                            + "themselves to PersonalModel.predict.")
                                    .formatted(
                                            run.dataset().plugin().id(),
                                            run.run().directory())));
        }
        return reader;
    }

    private float[] checked(float[] values) {
        if (values.length != input.size()) {
            throw run.otherInputs(values.length, input);
        }
        return values;
    }

    /** Returns the shape of an input. */
    public InputShape input() {
        return input;
    }

    /**
     * Returns the prediction for one input.
     *
     * @param values as for {@link #predict(List)}
     */
    public Prediction predict(float[] values) {
        return predict(List.of(values)).get(0);
    }

    /**
     * Returns the predictions for several inputs, which is faster than predicting one by one. Values of modalities that
     * the client does not have are ignored, as in training: the parts of the network that read them are untrained.
     *
     * @param inputs each with values in row-major order, scaled as those of the run's data set. If the run configures a
     *     {@code feature-shift}, they are changed as the client's own examples are
     * @return one prediction per input, in order
     * @throws IllegalArgumentException if an input has another number of values, or one that is not finite
     */
    public synchronized List<Prediction> predict(List<float[]> inputs) {
        for (float[] values : inputs) {
            if (values.length != input.size()) {
                throw new IllegalArgumentException("an input has %d values; expected %d, of shape %s"
                        .formatted(values.length, input.size(), input.lengths()));
            }
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "an input has the value %s; expected finite values".formatted(value));
                }
            }
        }
        Examples unlabelled = Examples.of(
                new int[inputs.size()],
                (index, target, offset) -> System.arraycopy(inputs.get(index), 0, target, offset, input.size()));
        return predict(seen.apply(unlabelled));
    }

    /**
     * Returns the predictions for examples as the client sees them, such as {@link #testExamples}, in order.
     *
     * @param examples of the shape {@link #input}; not changed by a {@code feature-shift}
     */
    public synchronized List<Prediction> predict(Examples examples) {
        return PredictionEvent.during(() -> network.infer(examples, rule)).stream()
                .map(this::prediction)
                .toList();
    }

    /**
     * Reads the client's test examples as evaluations see them; there may be none.
     *
     * @throws ExeuntException if the data are missing, or if the data or their partition differ from the run
     */
    public Examples testExamples() {
        return run.assemble(new RunContext(Path.of("")))
                .clients()
                .get(client.index())
                .test();
    }

    private Prediction prediction(ExitDecision decision) {
        NetworkSpec design = run.design().spec();
        Optional<Macs> spent = network.spec().costOfLeavingAt(decision.exit());
        double whole = design.costOfOnly(design.finalExit()).map(Macs::count).orElse(0L);
        return new Prediction(
                decision.label(),
                decision.confidence(),
                decision.exit(),
                spent,
                spent.stream().mapToDouble(macs -> 1 - macs.count() / whole).findFirst());
    }

    @Override
    public synchronized void close() {
        network.close();
    }
}

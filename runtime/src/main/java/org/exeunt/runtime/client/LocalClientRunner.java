package org.exeunt.runtime.client;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.config.run.AugmentationConfig;
import org.exeunt.runtime.events.ClientEvent;
import org.exeunt.runtime.federation.Augmentation;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RandomPurpose;
import org.exeunt.runtime.store.codec.Safetensors;
import org.exeunt.runtime.store.identity.Provenance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains and evaluates the clients of a federation.
 *
 * @param strategy as the server uses it, with its decorators
 * @param configuration resolved, as JSON
 */
public record LocalClientRunner(Federation federation, Strategy<?> strategy, String configuration)
        implements ClientRunner {
    private static final Logger LOG = LoggerFactory.getLogger(LocalClientRunner.class);

    /** Name of the velocity of the optimiser in a client's state between rounds; hidden from its strategy. */
    private static final String VELOCITY = "runtime/velocity";

    private static final Set<ErrorCategory> ENDS_RUN =
            EnumSet.of(ErrorCategory.CONFIG, ErrorCategory.PLUGIN, ErrorCategory.DATA);

    @Override
    public SortedMap<String, String> fingerprint() {
        SortedMap<String, String> all = Provenance.of(
                        federation.config(), federation.dataset(), federation.optionFiles(), federation.arithmetic())
                .fingerprint();
        federation
                .clientRecords()
                .forEach((name, content) -> all.put(name, "SHA-256 %.16s…".formatted(content.sha256())));
        ParameterSet initial = federation.spec().initial();
        all.put("initial values", "SHA-256 %.16s…".formatted(Sha256.of(Safetensors.bytes(Map.of(), initial))));
        return all;
    }

    @Override
    public ParameterLayout layout() {
        return federation.spec().layout();
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return strategy.ruleType();
    }

    @Override
    public Network openNetwork() {
        return PluginCall.call(federation.config().engine(), "opening a network", federation.design()::open);
    }

    @Override
    public ClientResult train(ClientTask task, Network network) {
        String activity = "training client %s in round %s".formatted(task.client(), task.round());
        return PluginCall.call(
                federation.config().engine(),
                activity,
                () -> ClientEvent.during(task, "training", () -> trainClient(task, network)));
    }

    /**
     * Returns an exception as the failure of one client; an error, an error of the configuration, a lack of memory, or
     * a plugin that violates its contract ends the run.
     */
    private ClientResult trainClient(ClientTask task, Network network) {
        try {
            BlockSet trainable = network.spec().layout().trainable();
            network.resetVelocity(trainable);
            if (task.state().has(VELOCITY)) {
                network.loadVelocity(task.state().parameters(VELOCITY));
            }
            ClientContext client = context(task, RandomPurpose.TRAINING);
            double[] epochs = new double[2];
            // passes that compute only a gradient, which the reports of strategies leave out
            ClientUpdate update = strategy.train(client, new ForwardingNetwork(network) {
                @Override
                public ParameterSet gradient(Objective objective, Examples some, RandomGenerator random) {
                    int networks = objective.objectives().size();
                    double more =
                            (double) networks * some.size() / client.examples().size();
                    epochs[0] += more;
                    epochs[1] += more * objective.shareOfHeads();
                    return super.gradient(objective, some, random);
                }
            });
            Payload state = federation.config().training().optimizer().resetEachRound()
                    ? update.state()
                    : update.state().with(VELOCITY, network.readVelocity(trainable));
            TrainingReport report =
                    update.report().then(TrainingReport.of(epochs[0], 0, 0).withHeadEpochs(epochs[1]));
            return new ClientResult.Success(task.client(), new ClientUpdate(update.upload(), state, report));
        } catch (RuntimeException e) {
            if (e instanceof ExeuntException known
                    && (ENDS_RUN.contains(known.code().category())
                            || known.code().equals(Errors.RESOURCE_22.code()))) {
                throw known;
            }
            LOG.debug("Round {}: client {} failed", task.round(), task.client(), e);
            return ClientResult.Failure.of(task.client(), e);
        }
    }

    @Override
    public EvaluationResult evaluate(ClientTask task, Network network) {
        PersonalEvaluation evaluation = new PersonalEvaluation(
                federation,
                federation.clients().get(task.client().index()),
                () -> diverged(task, "computes logits that are not finite"));
        if (!evaluation.hasTestExamples() && !task.returnsModel()) {
            return evaluation.withoutTestExamples();
        }
        return PluginCall.call(
                federation.config().engine(),
                "evaluating client %s after round %s".formatted(task.client(), task.round()),
                () -> ClientEvent.during(task, "evaluation", () -> {
                    network.resetVelocity(federation.spec().layout().trainable());
                    ClientContext client = context(task, RandomPurpose.EVALUATION);
                    strategy.personalise(client, network);
                    Optional<PersonalRule> rule = strategy.rule(client, network);
                    if (rule.isPresent() && !strategy.ruleType().equals(rule.map(Object::getClass))) {
                        throw PluginCall.contractViolation(
                                federation.config().strategy(),
                                "ruleType() is not the class of its personal rule, "
                                        + rule.get().getClass().getName());
                    }
                    Network model =
                            RuledNetwork.of(network, rule, federation.config().strategy());
                    EvaluationResult result = evaluation.evaluate(model);
                    return new EvaluationResult(
                            withGradientConflicts(task, network, result.evaluation()),
                            result.reliability(),
                            result.counts(),
                            task.returnsModel() ? Optional.of(model(task, network)) : Optional.empty(),
                            task.returnsModel() ? rule : Optional.empty(),
                            task.returnsModel() && client.validation().size() > 0
                                    ? result.calibration().or(() -> Optional.of(evaluation.calibration(model)))
                                    : Optional.empty());
                }));
    }

    private ParameterSet model(ClientTask task, Network network) {
        ParameterSet model = network.read(federation.spec().layout().all());
        model.firstNonFinite().ifPresent(block -> {
            throw diverged(task, "is not finite (block '%s')".formatted(block.name()));
        });
        return model;
    }

    private ExeuntException diverged(ClientTask task, String found) {
        return new ExeuntException(
                Errors.NUMERIC_03,
                "Round %s: the personal model of client %s %s. Lower training.optimizer.learning-rate."
                        .formatted(task.round(), task.client(), found));
    }

    private ClientEvaluation withGradientConflicts(ClientTask task, Network network, ClientEvaluation evaluation) {
        int examples = federation.config().evaluation().gradientConflictExamples();
        if (examples == 0 || evaluation.examples() == 0) {
            return evaluation;
        }
        // not augmented: all exits see the same pictures
        Examples train = federation.clients().get(task.client().index()).train();
        RandomStreams streams = context(task, RandomPurpose.EVALUATION).streams();
        return evaluation.with(GradientProbe.conflicts(network, train, examples, streams));
    }

    private ClientContext context(ClientTask task, String purpose) {
        RandomStreams streams = federation
                .streams()
                .derive(purpose, task.round().number(), task.client().index());
        Client client = federation.clients().get(task.client().index());
        Optional<AugmentationConfig> config = federation.config().training().augmentation();
        InputShape input = federation.dataset().input();
        return new ClientContext(
                federation.spec(),
                task.withState(task.state().without(VELOCITY)),
                config.map(each -> Augmentation.of(
                                client.train(), input, each, streams.stream(RandomPurpose.AUGMENTATION)))
                        .orElse(client.train()),
                client.validation(),
                streams);
    }
}

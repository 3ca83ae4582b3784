package org.exeunt.baselines.fedamp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.baselines.fedamp.FedAmpOptions.Evaluate;
import org.exeunt.baselines.fedamp.FedAmpOptions.Pool;
import org.exeunt.baselines.fedamp.FedAmpOptions.Start;
import org.exeunt.baselines.fedamp.FedAmpOptions.Variant;
import org.exeunt.baselines.fedamp.FedAmpOptions.Vector;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.ParameterVector;
import org.exeunt.strategies.PersonalModelState;
import org.exeunt.strategies.ProximalStrengthCheck;
import org.exeunt.strategies.WeightedSums;

/**
 * Computes a cloud model for every client, a weighted sum of models in which similar clients have larger weights, and
 * regularises the client's training towards it.
 *
 * <p>Shared: nothing directly; the server combines the models of clients.
 *
 * <p>Personal: the whole network, one copy on the client and a cloud model on the server, and running statistics.
 *
 * <p>Sent: the cloud model u_i down and the trained model w_i up, backbone and heads each. Heads of inactive exits are
 * not sent up. Running statistics are never sent, compared or aggregated.
 *
 * <p>Method: the server computes {@code u_i = sum_j xi_ij w_j}; client i minimises the early-exit loss plus
 * {@code lambda / (2 alpha) ||w - u_i||^2}. A client that fails contributes to no cloud model of the round and keeps
 * its own; the cloud model of a client that has never trained is its initial parameters.
 *
 * <p>Source: Huang et al., Personalized Cross-Silo Federated Learning on Non-IID Data, AAAI 2021, arXiv 2007.03797,
 * Algorithm 1; the {@code heuristic} variant, HeurFedAMP, is the one used for deep networks. Deviations: under partial
 * participation the sums are over the cohort or the most recent models of all clients; the heuristic compares parameter
 * changes by default; a negative {@code xi_ii} is set to 0 with a warning. Details are in the README.
 */
public final class FedAmp implements Strategy<FedAmp.Server> {
    /**
     * Server state, for clients that have trained.
     *
     * @param clouds u_i
     * @param models most recent uploads w_i; only stored if all models are combined or clients start from them
     * @param changes change in the most recent training of each client; only stored if all models are combined by their
     *     changes
     */
    public record Server(
            SortedMap<ClientId, ParameterSet> clouds,
            SortedMap<ClientId, ParameterSet> models,
            SortedMap<ClientId, ParameterSet> changes) {}

    /** Registers {@code fedamp}. */
    @Citation("Huang et al.: Personalized Cross-Silo Federated Learning on Non-IID Data, AAAI 2021, arXiv 2007.03797")
    public static final class Plugin extends StrategyPlugin<FedAmpOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedamp",
                    "Regularises every client towards a weighted sum of similar clients' models",
                    FedAmpOptions.class,
                    FedAmp::new);
        }
    }

    private final FedAmpOptions options;
    private final PluginContext context;

    FedAmp(FedAmpOptions options, PluginContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        options.loss().validate(federation);
        ProximalStrengthCheck.warn(context, federation, "lambda / alpha", options.lambda() / options.alpha());
        return new Server(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(orInitial(server.clouds(), federation, client));
    }

    private static ParameterSet orInitial(
            Map<ClientId, ParameterSet> models, FederationSpec federation, ClientId client) {
        ParameterSet model = models.get(client);
        return model == null ? federation.initial().select(federation.layout().trainable()) : model;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        if (options.start() == Start.LOCAL) {
            PersonalModelState.load(client, network);
        } else {
            client.loadParameters(network);
        }
        Objective objective = options.loss().objective(client);
        BlockSet trained = objective.trainable();
        if (options.lambda() > 0) {
            double strength = options.lambda() / options.alpha();
            ParameterSet cloud = client.received().parameters(Payload.PARAMETERS);
            objective = objective.with(ProximalPenalty.squared(strength, cloud.select(trained)));
        }
        TrainingReport report = client.train(network, objective);
        BlockSet stateBlocks = options.keepsOwnModel()
                ? client.layout().all()
                : client.layout().buffers();
        return new ClientUpdate(Payload.of(network.read(trained)), Payload.of(network.read(stateBlocks)), report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        SortedMap<ClientId, ParameterSet> startModels = new TreeMap<>();
        SortedMap<ClientId, ParameterSet> trainedModels = new TreeMap<>();
        results.updates().forEach((client, update) -> {
            ParameterSet start = orInitial(
                    options.start() == Start.LOCAL ? server.models() : server.clouds(), round.federation(), client);
            startModels.put(client, start);
            trainedModels.put(
                    client, PersonalModelState.after(start, update.upload().parameters(Payload.PARAMETERS)));
        });
        List<ClientId> cohort = List.copyOf(trainedModels.keySet());

        SortedMap<ClientId, ParameterSet> pooledModels = trainedModels;
        if (options.pool() == Pool.ALL_CACHED) {
            pooledModels = new TreeMap<>(server.models());
            pooledModels.putAll(trainedModels);
        }
        List<ClientId> pool = List.copyOf(pooledModels.keySet());
        int[] indices = cohort.stream().mapToInt(pool::indexOf).toArray();
        double[][] rows = rows(
                indices,
                PairwiseSimilarity.of(context.linearAlgebra(), compared(server, startModels, pooledModels), indices));
        double clipped = clip(rows, indices);
        List<ParameterSet> newClouds =
                WeightedSums.of(context.linearAlgebra(), List.copyOf(pooledModels.values()), rows);

        SortedMap<ClientId, ParameterSet> clouds = new TreeMap<>(server.clouds());
        double self = 0;
        for (int i = 0; i < cohort.size(); i++) {
            clouds.put(cohort.get(i), newClouds.get(i));
            self += rows[i][indices[i]] / cohort.size();
        }
        Server next = new Server(clouds, models(server, trainedModels), changes(server, startModels, trainedModels));
        return AggregationResult.of(next, Map.of("mean-self-weight", self, "clipped-rows", clipped))
                .with("collaboration-weights", ClientMatrix.of(cohort, pool, rows));
    }

    /** Returns the vectors by which clients are compared, one per client of the pool. */
    private List<ParameterVector> compared(
            Server server, Map<ClientId, ParameterSet> startModels, SortedMap<ClientId, ParameterSet> pooledModels) {
        List<ParameterVector> vectors = new ArrayList<>();
        pooledModels.forEach((client, model) -> {
            if (!comparesChanges()) {
                vectors.add(ParameterVector.of(model));
            } else if (startModels.containsKey(client)) {
                vectors.add(ParameterVector.difference(model, startModels.get(client)));
            } else {
                vectors.add(ParameterVector.of(server.changes().get(client)));
            }
        });
        return vectors;
    }

    private boolean comparesChanges() {
        return options.variant() == Variant.HEURISTIC && options.vector() == Vector.DELTA;
    }

    private double[][] rows(int[] indices, PairwiseSimilarity similarity) {
        double[][] rows = new double[indices.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = options.variant() == Variant.HEURISTIC
                    ? Attention.heuristic(
                            similarity.cosines()[i], indices[i], options.effectiveSigma(), options.selfWeight())
                    : Attention.attention(
                            similarity.squaredDistances()[i], indices[i], options.effectiveSigma(), options.alpha());
        }
        return rows;
    }

    /** Clips rows with a negative self weight, reports a warning and returns the number of clipped rows. */
    private int clip(double[][] rows, int[] indices) {
        int clipped = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i][indices[i]] < 0) {
                rows[i] = Attention.clipped(rows[i], indices[i]);
                clipped++;
            }
        }
        if (clipped > 0) {
            context.warn(("fedamp: with alpha = %s and sigma = %s, the weights of the other clients sum to more than"
                            + " 1 and are scaled to sum 1 (metric clipped-rows). Lower strategy.alpha or raise"
                            + " strategy.sigma.")
                    .formatted(options.alpha(), options.effectiveSigma()));
        }
        return clipped;
    }

    private SortedMap<ClientId, ParameterSet> models(Server server, SortedMap<ClientId, ParameterSet> trainedModels) {
        SortedMap<ClientId, ParameterSet> models = new TreeMap<>(server.models());
        if (options.pool() == Pool.ALL_CACHED || options.start() == Start.LOCAL) {
            models.putAll(trainedModels);
        }
        return models;
    }

    private SortedMap<ClientId, ParameterSet> changes(
            Server server, Map<ClientId, ParameterSet> startModels, SortedMap<ClientId, ParameterSet> trainedModels) {
        SortedMap<ClientId, ParameterSet> changes = new TreeMap<>(server.changes());
        if (options.pool() == Pool.ALL_CACHED && comparesChanges()) {
            trainedModels.forEach(
                    (client, model) -> changes.put(client, ParameterMath.subtract(model, startModels.get(client))));
        }
        return changes;
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        if (options.evaluate() == Evaluate.LOCAL) {
            PersonalModelState.load(client, network);
        } else {
            client.loadParameters(network);
        }
    }
}

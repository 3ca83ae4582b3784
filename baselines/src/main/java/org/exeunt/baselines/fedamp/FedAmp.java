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
 * Gives every client a cloud model of its own, {@code u_i = sum_j xi_ij w_j}, in which clients like it count more, and pulls its training
 * there: client i minimises the early-exit loss plus {@code lambda / (2 alpha) ||w - u_i||^2}.
 *
 * <p>Shared: nothing directly. Personal: the whole network, one on the client and one in the cloud. Sent: u_i down, w_i up, backbone and heads
 * each; of exits that do not learn the heads are not sent up, the server has them. Running statistics stay with the client and are neither
 * compared nor mixed. A client that fails is in no mixture of the round and keeps its cloud model; one that never trained has its initial
 * parameters for one.
 *
 * <p>Source: Huang et al., Personalized Cross-Silo Federated Learning on Non-IID Data, AAAI 2021, arXiv 2007.03797; the {@code heuristic}
 * variant, HeurFedAMP, is the usual one for deep networks. Deviations: README.
 */
public final class FedAmp implements Strategy<FedAmp.Server> {
    /**
     * What the server remembers, of clients that ever trained.
     *
     * @param clouds u_i
     * @param models w_i as last uploaded, if they are needed again: all models are mixed, or clients start from them
     * @param changes what each client's last training changed, if all models are mixed by that
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
                    "Pulls every client's model to a mixture of all models, in which clients like it count more",
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
        BlockSet learning = objective.trainable();
        if (options.lambda() > 0) {
            double pull = options.lambda() / options.alpha();
            ParameterSet cloud = client.received().parameters(Payload.PARAMETERS);
            objective = objective.with(ProximalPenalty.squared(pull, cloud.select(learning)));
        }
        TrainingReport report = client.train(network, objective);
        BlockSet kept = options.keepsOwnModel()
                ? client.layout().all()
                : client.layout().buffers();
        return new ClientUpdate(Payload.of(network.read(learning)), Payload.of(network.read(kept)), report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        SortedMap<ClientId, ParameterSet> begun = new TreeMap<>();
        SortedMap<ClientId, ParameterSet> ended = new TreeMap<>();
        results.updates().forEach((client, update) -> {
            ParameterSet start = orInitial(
                    options.start() == Start.LOCAL ? server.models() : server.clouds(), round.federation(), client);
            begun.put(client, start);
            ended.put(client, PersonalModelState.after(start, update.upload().parameters(Payload.PARAMETERS)));
        });
        List<ClientId> cohort = List.copyOf(ended.keySet());

        SortedMap<ClientId, ParameterSet> mixed = ended;
        if (options.pool() == Pool.ALL_CACHED) {
            mixed = new TreeMap<>(server.models());
            mixed.putAll(ended);
        }
        List<ClientId> pool = List.copyOf(mixed.keySet());
        int[] places = cohort.stream().mapToInt(pool::indexOf).toArray();
        double[][] rows =
                rows(places, PairwiseSimilarity.of(context.linearAlgebra(), compared(server, begun, mixed), places));
        double clipped = clip(rows, places);
        List<ParameterSet> mixtures = WeightedSums.of(context.linearAlgebra(), List.copyOf(mixed.values()), rows);

        SortedMap<ClientId, ParameterSet> clouds = new TreeMap<>(server.clouds());
        double self = 0;
        for (int i = 0; i < cohort.size(); i++) {
            clouds.put(cohort.get(i), mixtures.get(i));
            self += rows[i][places[i]] / cohort.size();
        }
        Server next = new Server(clouds, models(server, ended), changes(server, begun, ended));
        return new AggregationResult<>(next, Map.of("mean-self-weight", self, "clipped-rows", clipped))
                .with("collaboration-weights", ClientMatrix.of(cohort, pool, rows));
    }

    /** What clients are compared by, one entry a client of the pool. */
    private List<ParameterVector> compared(
            Server server, Map<ClientId, ParameterSet> begun, SortedMap<ClientId, ParameterSet> mixed) {
        List<ParameterVector> vectors = new ArrayList<>();
        mixed.forEach((client, model) -> {
            if (!comparesChanges()) {
                vectors.add(ParameterVector.of(model));
            } else if (begun.containsKey(client)) {
                vectors.add(ParameterVector.difference(model, begun.get(client)));
            } else {
                vectors.add(ParameterVector.of(server.changes().get(client)));
            }
        });
        return vectors;
    }

    private boolean comparesChanges() {
        return options.variant() == Variant.HEURISTIC && options.vector() == Vector.DELTA;
    }

    private double[][] rows(int[] places, PairwiseSimilarity comparison) {
        double[][] rows = new double[places.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = options.variant() == Variant.HEURISTIC
                    ? Attention.heuristic(comparison.cosines()[i], places[i], options.sharpness(), options.selfWeight())
                    : Attention.attention(
                            comparison.squaredDistances()[i], places[i], options.sharpness(), options.alpha());
        }
        return rows;
    }

    /** Clips rows whose own weight is negative, says so, and returns how many there are. */
    private int clip(double[][] rows, int[] places) {
        int clipped = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i][places[i]] < 0) {
                rows[i] = Attention.clipped(rows[i], places[i]);
                clipped++;
            }
        }
        if (clipped > 0) {
            context.warn(
                    ("fedamp: with alpha = %s and sigma = %s, weights of other clients sum to more than 1 and are scaled to 1"
                                    + " (metric clipped-rows). Lower strategy.alpha or raise strategy.sigma.")
                            .formatted(options.alpha(), options.sharpness()));
        }
        return clipped;
    }

    private SortedMap<ClientId, ParameterSet> models(Server server, SortedMap<ClientId, ParameterSet> ended) {
        SortedMap<ClientId, ParameterSet> models = new TreeMap<>(server.models());
        if (options.pool() == Pool.ALL_CACHED || options.start() == Start.LOCAL) {
            models.putAll(ended);
        }
        return models;
    }

    private SortedMap<ClientId, ParameterSet> changes(
            Server server, Map<ClientId, ParameterSet> begun, SortedMap<ClientId, ParameterSet> ended) {
        SortedMap<ClientId, ParameterSet> changes = new TreeMap<>(server.changes());
        if (options.pool() == Pool.ALL_CACHED && comparesChanges()) {
            ended.forEach((client, model) -> changes.put(client, ParameterMath.subtract(model, begun.get(client))));
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

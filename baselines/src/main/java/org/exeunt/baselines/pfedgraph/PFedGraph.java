package org.exeunt.baselines.pfedgraph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.ParameterVector;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.WeightedSums;
import org.exeunt.strategies.simplex.Simplex;

/**
 * Computes a personal model for every client as a weighted sum of the cohort's models, with weights inferred from the
 * similarity of the clients' changes and from their data sizes.
 *
 * <p>Shared: nothing directly; the server combines the models of the cohort.
 *
 * <p>Personal: the whole network, and running statistics.
 *
 * <p>Sent: backbone and heads both ways; from a client's second round on, unless lambda is 0, the direction c_i down,
 * which has the size of a model. Heads of inactive exits are not sent up. Running statistics are never sent, compared
 * or aggregated.
 *
 * <p>Method: the server computes {@code w_i = sum_j x_ij w_j}, and row i of the graph is {@code argmin over the simplex
 * of alpha ||x||^2 + (d_i - 2 alpha p).x} with {@code d_ij = -cos(v_i, v_j)} of the changes v since the start of the
 * run; a cosine above 0.9 counts as 1. From their second round on, clients add the cosine
 * penalty {@code -lambda <c_i, w> / ||w||} with {@code c_i = sum_j x_ij w_j / ||w_j||} to the early-exit loss. A client
 * that fails contributes to no model of the round and keeps its own.
 *
 * <p>Source: Ye et al., Personalized Federated Learning with Inferred Collaboration Graphs, ICML 2023, PMLR 202.
 * Deviations: the penalty attracts, in public implementations it repels; models are not normalised before they are
 * summed; running statistics are not aggregated; the aggregated model is evaluated instead of the better of two. Details
 * are in the README.
 *
 * @param options its options
 * @param context has the linear algebra
 */
public record PFedGraph(Options options, PluginContext context) implements Strategy<PFedGraph.Server> {
    /**
     * Options of pFedGraph.
     *
     * @param preset the whole method of the paper, or of the reference code: unlike initial parameters, a penalty that
     *     repels a model from the received one, changes of the round, and sums of models of unit norm
     * @param loss loss of every client
     * @param alpha towards infinity every row of the graph becomes p, towards 0 each client uses only the model of the
     *     most similar client
     * @param lambda strength of the cosine penalty; with 0 no direction is sent
     * @param aggregationWeights p
     */
    public record Options(
            @Option(value = "The whole method of the paper, or of the reference code", defaultValue = "paper")
                    Preset preset,
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
            @Option(
                            value = "Strength of the regulariser that draws the graph towards the aggregation weights",
                            defaultValue = "0.8",
                            min = 1e-6,
                            max = 1e6)
                    double alpha,
            @Option(
                            value = "Strength of the cosine penalty towards the collaborators; 0 disables it",
                            defaultValue = "0.01",
                            min = 0,
                            max = 1e3)
                    double lambda,
            @Option(value = "Weights of the clients towards which the graph is regularised", defaultValue = "data-size")
                    AggregationWeights aggregationWeights) {}

    /**
     * Server state, for clients that have trained.
     *
     * @param models w_i after the most recent aggregation
     * @param directions c_i; empty if lambda is 0
     */
    public record Server(SortedMap<ClientId, ParameterSet> models, SortedMap<ClientId, ParameterSet> directions) {}

    /** Name of c_i in payloads. */
    private static final String DIRECTION = "direction";

    private static final double ROUNDING_THRESHOLD = 0.9;

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(new TreeMap<>(), new TreeMap<>());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload model = Payload.of(model(server, federation, client));
        ParameterSet direction = server.directions().get(client);
        return direction == null ? model : model.with(DIRECTION, direction);
    }

    private ParameterSet model(Server server, FederationSpec federation, ClientId client) {
        ParameterSet model = server.models().get(client);
        return model == null ? initial(federation, client) : model;
    }

    private ParameterSet initial(FederationSpec federation, ClientId client) {
        ParameterSet initial = isReference() ? federation.initial(client) : federation.initial();
        return initial.select(federation.layout().trainable());
    }

    private boolean isReference() {
        return options.preset() == Preset.REFERENCE;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        Objective objective = options.loss().objective(client);
        BlockSet trained = objective.trainable();
        if (isReference() && options.lambda() > 0) {
            ParameterSet start = client.received().parameters(Payload.PARAMETERS);
            objective = objective.with(new CosinePenalty(options.lambda(), start.select(trained)));
        } else if (client.received().has(DIRECTION)) {
            ParameterSet direction = client.received().parameters(DIRECTION).select(trained);
            objective = objective.with(new CosinePenalty(-options.lambda(), direction));
        }
        TrainingReport report = client.train(network, objective);
        return new ClientUpdate(
                Payload.of(network.read(trained)),
                Payload.of(network.read(client.layout().buffers())),
                report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        List<ClientId> cohort = List.copyOf(results.updates().keySet());
        List<ParameterSet> trainedModels = new ArrayList<>();
        List<ParameterVector> changes = new ArrayList<>();
        results.updates().forEach((client, update) -> {
            ParameterSet received = model(server, round.federation(), client);
            ParameterSet model = received.with(update.upload().parameters(Payload.PARAMETERS));
            trainedModels.add(model);
            ParameterSet start = isReference() ? received : initial(round.federation(), client);
            changes.add(ParameterVector.difference(model, start));
        });
        PairwiseSimilarity similarity = PairwiseSimilarity.of(context.linearAlgebra(), changes);
        double[][] rows = graph(
                similarity.cosines(),
                results.weights(options.aggregationWeights()),
                options.alpha(),
                isReference() ? 1 : ROUNDING_THRESHOLD);
        List<ParameterSet> aggregated =
                WeightedSums.of(context.linearAlgebra(), trainedModels, withDirections(rows, trainedModels));

        SortedMap<ClientId, ParameterSet> models = new TreeMap<>(server.models());
        SortedMap<ClientId, ParameterSet> directions = new TreeMap<>(server.directions());
        double self = 0;
        for (int i = 0; i < cohort.size(); i++) {
            models.put(cohort.get(i), aggregated.get(isReference() ? cohort.size() + i : i));
            if (options.lambda() > 0 && !isReference()) {
                directions.put(cohort.get(i), aggregated.get(cohort.size() + i));
            }
            self += rows[i][i] / cohort.size();
        }
        return AggregationResult.of(
                        new Server(models, directions),
                        Map.of("mean-self-weight", self, "quadratic-programs", (double) cohort.size()))
                .with("collaboration-weights", ClientMatrix.of(cohort, cohort, rows))
                .with("similarities", ClientMatrix.of(cohort, cohort, similarity.cosines()));
    }

    /**
     * Returns the weights {@code [clients, clients]} of the collaboration graph of a cohort, one row per client.
     *
     * @param cosines of all pairs of clients
     * @param p prior weights of the clients, on the simplex
     * @param alpha above 0
     * @param threshold a cosine above it counts as 1
     */
    static double[][] graph(double[][] cosines, double[] p, double alpha, double threshold) {
        double[][] rows = new double[cosines.length][];
        for (int i = 0; i < rows.length; i++) {
            double[] gain = cosines[i].clone();
            for (int j = 0; j < gain.length; j++) {
                gain[j] = gain[j] > threshold ? 1 : gain[j];
            }
            // an equivalent program: ||x||^2 - 2 p.x and ||x - p||^2 differ by a constant
            rows[i] = Simplex.weights(gain, alpha, p);
        }
        return rows;
    }

    /**
     * Returns the rows of the models and, if directions are needed, the rows of the directions after them, so that one
     * pass over the models computes both.
     */
    private double[][] withDirections(double[][] rows, List<ParameterSet> models) {
        if (options.lambda() == 0 && !isReference()) {
            return rows;
        }
        double[] norms = models.stream().mapToDouble(ParameterMath::norm).toArray();
        double[][] allRows = Arrays.copyOf(rows, 2 * rows.length);
        for (int i = 0; i < rows.length; i++) {
            double[] direction = new double[norms.length];
            for (int j = 0; j < norms.length; j++) {
                direction[j] = norms[j] == 0 ? 0 : rows[i][j] / norms[j];
            }
            allRows[rows.length + i] = direction;
        }
        return allRows;
    }
}

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
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
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
 * <p>Method: client i starts from u_i and minimises the early-exit loss plus {@code (lambda/2) ||w - u_i||^2}. The
 * server computes {@code u_i = sum_j xi_ij w_j} over the cohort, with {@code xi_ij = (1 - selfWeight)
 * softmax_{j != i}(sigma cos(v_i, v_j))} of the changes v in training and {@code xi_ii = selfWeight}. A client that
 * fails contributes to no cloud model of the round and keeps its own; the cloud model of a client that has never
 * trained is its initial parameters.
 *
 * <p>Source: Huang et al., Personalized Cross-Silo Federated Learning on Non-IID Data, AAAI 2021, arXiv 2007.03797:
 * HeurFedAMP, the variant that the paper uses for deep networks. Deviations: the sums are over the cohort; changes of
 * parameters are compared instead of parameters. Details are in the README.
 *
 * @param options its options
 * @param context receives warnings and has the linear algebra
 */
public record FedAmp(Options options, PluginContext context) implements Strategy<FedAmp.Server> {
    /**
     * Options of FedAMP.
     *
     * @param preset defaults of the other options; it also decides which initial parameters a client has, and which
     *     model is evaluated
     * @param loss loss of every client
     * @param sigma factor of cosines
     * @param selfWeight xi_ii
     * @param lambda strength of the proximal term
     * @param squaredDistance whether the proximal term is squared
     */
    public record Options(
            @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
            @Option(
                            value = "Factor of cosines in the weights; 0 gives all other clients the same weight",
                            defaultValue = "10",
                            min = 0)
                    double sigma,
            @Option(value = "Weight of a client's own model in its cloud model", defaultValue = "0.5", min = 0, max = 1)
                    double selfWeight,
            @Option(
                            value = "Strength of the proximal term towards the cloud model; 0 disables it",
                            defaultValue = "1",
                            min = 0,
                            max = 1e3)
                    double lambda,
            @Option(value = Preset.SQUARED, defaultValue = "true", presets = "reference=false")
                    boolean squaredDistance) {}

    /**
     * Server state.
     *
     * @param clouds u_i of the clients that have trained
     */
    public record Server(SortedMap<ClientId, ParameterSet> clouds) {}

    @Override
    public Server initialize(FederationSpec federation) {
        ProximalStrengthCheck.warn(context, federation, "lambda", options.squaredDistance() ? options.lambda() : 0);
        return new Server(new TreeMap<>());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(cloud(server, federation, client));
    }

    private ParameterSet cloud(Server server, FederationSpec federation, ClientId client) {
        ParameterSet cloud = server.clouds().get(client);
        if (cloud != null) {
            return cloud;
        }
        ParameterSet initial = isReference() ? federation.initial(client) : federation.initial();
        return initial.select(federation.layout().trainable());
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        Objective objective = options.loss().objective(client);
        BlockSet trained = objective.trainable();
        if (options.lambda() > 0) {
            ParameterSet cloud = client.received().parameters(Payload.PARAMETERS);
            objective = objective.with(
                    new ProximalPenalty(options.lambda(), cloud.select(trained), options.squaredDistance()));
        }
        TrainingReport report = client.train(network, objective);
        return new ClientUpdate(
                Payload.of(network.read(trained)),
                Payload.of(network.read(client.layout().all())),
                report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        List<ClientId> cohort = List.copyOf(results.updates().keySet());
        List<ParameterSet> models = new ArrayList<>();
        List<ParameterVector> changes = new ArrayList<>();
        results.updates().forEach((client, update) -> {
            ParameterSet start = cloud(server, round.federation(), client);
            ParameterSet model = start.with(update.upload().parameters(Payload.PARAMETERS));
            models.add(model);
            changes.add(ParameterVector.difference(model, start));
        });
        double[][] cosines =
                PairwiseSimilarity.of(context.linearAlgebra(), changes).cosines();
        double[][] rows = new double[cohort.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = attention(cosines[i], i, options.sigma(), options.selfWeight());
        }
        List<ParameterSet> newClouds = WeightedSums.of(context.linearAlgebra(), models, rows);

        SortedMap<ClientId, ParameterSet> clouds = new TreeMap<>(server.clouds());
        double self = 0;
        for (int i = 0; i < rows.length; i++) {
            clouds.put(cohort.get(i), newClouds.get(i));
            self += rows[i][i] / rows.length;
        }
        return AggregationResult.of(new Server(clouds), Map.of("mean-self-weight", self))
                .with("collaboration-weights", ClientMatrix.of(cohort, cohort, rows));
    }

    /**
     * Returns the weights of a cohort in one client's cloud model, {@code xi_ij = (1 - selfWeight) exp(sigma cos_ij) /
     * sum_{l != i} exp(sigma cos_il)} and {@code xi_ii = selfWeight}; {@code xi_ii = 1} if the client is alone.
     *
     * @param self index of the client in the cohort
     */
    static double[] attention(double[] cosines, int self, double sigma, double selfWeight) {
        double[] row = new double[cosines.length];
        if (row.length == 1) {
            row[self] = 1;
            return row;
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < row.length; j++) {
            largest = j == self ? largest : Math.max(largest, sigma * cosines[j]);
        }
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            // relative to the largest exponent, so that no value of sigma overflows
            row[j] = j == self ? 0 : Math.exp(sigma * cosines[j] - largest);
            sum += row[j];
        }
        for (int j = 0; j < row.length; j++) {
            row[j] *= (1 - selfWeight) / sum;
        }
        row[self] = selfWeight;
        return row;
    }

    /** Loads the client's own model after its most recent training; in the reference, its cloud model. */
    @Override
    public void personalise(ClientContext client, Network network) {
        if (isReference()) {
            client.loadParameters(network);
        } else {
            network.load(client.federation().initial());
            client.state().parameters().ifPresent(network::load);
        }
    }

    private boolean isReference() {
        return options.preset() == Preset.REFERENCE;
    }
}

package org.exeunt.baselines.fedlda;

import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Classifiers;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages one model, and answers at every exit with a linear discriminant that is computed from class statistics of
 * the federation and of the client.
 *
 * <p>Shared: backbone and all heads, and the moments of every exit: of each class its fraction and mean feature, of all
 * examples the second moments of features.
 *
 * <p>Personal: nothing but running statistics; the discriminant follows from what is sent and from the client's
 * examples.
 *
 * <p>Sent: as in {@link FedAvg}, and the {@link Moments} of every exit, in both directions.
 *
 * <p>Method: a client computes its moments with the network that it received, then trains backbone and heads on
 * {@code sum_k omega_k BS(z_k, y; c_i)}, the balanced softmax with its class counts c_i. The server averages the moments
 * of the cohort, {@code m <- rho m + (1 - rho) sum_i p_i m_i}. For its personal model, a client computes its moments m_i
 * again with the shared network, and replaces the dense layer of each exit by the discriminant of
 * {@code (1 - beta) m + beta m_i}: with class means mu_c and the covariance S within classes, weights {@code S^-1 mu_c}
 * and the bias {@code ln(n_c + 0.001) - mu_c' S^-1 mu_c / 2} with the client's number n_c of examples.
 *
 * <p>Source: the classifier of Mclaughlin, Su, Personalized Federated Learning via Feature Distribution Adaptation,
 * NeurIPS 2024, arXiv 2411.00329. Deviations: it is at every exit; the network is trained with heads of its own; beta
 * is constant. Details are in the README.
 */
public final class FedLda extends Sharing {
    /**
     * Options of FedLDA.
     *
     * @param averaging provides omega_k and p_i
     * @param own beta
     * @param memory rho
     * @param shrinkage of S
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Share of the client's own moments", min = 0, max = 0.9, defaultValue = "0.1") double own,
            @Option(value = "Share of earlier rounds in the shared moments", min = 0, max = 0.99, defaultValue = "0.5")
                    double memory,
            @Option(
                            value = "Share of a multiple of the identity in the covariance",
                            above = 0,
                            max = 1,
                            defaultValue = "0.01")
                    double shrinkage) {}

    /** Registers {@code fedlda}. */
    @Citation("Mclaughlin, Su: Personalized Federated Learning via Feature Distribution Adaptation, NeurIPS 2024,"
            + " arXiv 2411.00329")
    public static final class Provider extends Plugin<Strategy<?>, Options> {
        /** Called by the service loader. */
        public Provider() {
            super(
                    "fedlda",
                    "FedAvg whose personal heads are linear discriminants of shared and own class statistics",
                    FedLda::new);
        }
    }

    /** Prefix of the names of moments. */
    private static final String MOMENTS = "moments-";

    private final Options options;

    FedLda(Options options, PluginContext context) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    protected Payload modules(FederationSpec federation) {
        Payload modules = Payload.empty();
        for (Exit exit : federation.network().allExits()) {
            Classifiers.weights(federation.layout(), exit);
            modules = modules.with(
                    MOMENTS + exit, Moments.none(federation.network(), exit).sent());
        }
        return modules;
    }

    @Override
    protected Objective objective(ClientContext client) {
        return options.averaging().loss().balanced(client, 1);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        network.load(start(client));
        Map<Exit, Moments> moments = Moments.of(network, client.examples(), client.exits());
        ClientUpdate update = super.train(client, network);
        Payload upload = update.upload();
        for (Map.Entry<Exit, Moments> each : moments.entrySet()) {
            upload = upload.with(MOMENTS + each.getKey(), each.getValue().sent());
        }
        return new ClientUpdate(upload, update.state(), update.report());
    }

    /** Averages moments under every aggregator, because the values of a client belong together. */
    @Override
    protected Payload aggregateModules(Payload modules, FederationSpec federation, ClientResults results) {
        Payload next = super.aggregateModules(modules, federation, new ClientResults(federation, results.all()));
        for (Exit exit : federation.network().allExits()) {
            Moments before = received(modules, federation, exit);
            if (before.isKnown()) {
                Moments mean = received(next, federation, exit);
                next = next.with(
                        MOMENTS + exit, mean.mixed(options.memory(), before).sent());
            }
        }
        return next;
    }

    private static Moments received(Payload payload, FederationSpec federation, Exit exit) {
        return Moments.of(payload.vector(MOMENTS + exit), federation.network(), exit);
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(client, network);
        int[] counts =
                client.examples().classCounts(client.federation().network().classes());
        Moments.of(network, client.examples(), client.exits()).forEach((exit, own) -> {
            Moments shared = received(client.received(), client.federation(), exit);
            if (shared.isKnown()) {
                network.load(ParameterSet.of(
                        Classifiers.dense(client.layout(), exit),
                        shared.mixed(options.own(), own).discriminant(options.shrinkage(), counts)));
            }
        });
    }
}

package org.example.methods;

import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Classifiers;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.discriminant.CollectedFeatures;
import org.exeunt.strategies.discriminant.Gaussians;
import org.exeunt.strategies.discriminant.LabelledFeatures;

/**
 * pFedFDA (Mclaughlin and Su, arXiv 2411.00329) in short: heads are discriminants of shared Gaussians of the features;
 * each client mixes its own in. Unlike in the built-in {@code pfedfda}, means and covariance are mixed with one share out
 * of six.
 */
public final class FeatureAdaptation extends Sharing {

    private static final double[] SHARES = {0, 0.2, 0.4, 0.6, 0.8, 1};
    private static final double EPSILON = 1e-4;
    private static final int LEAST_EXAMPLES = 3;

    public FeatureAdaptation(Sharing.Options options) {
        super(options);
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    public boolean requiresAllClients(FederationSpec federation, Round round) {
        return round.number() == federation.rounds();
    }

    @Override
    protected Payload modules(FederationSpec federation) {
        Payload modules = Payload.empty();
        for (Exit exit : federation.network().allExits()) {
            int features = federation.network().featureSizes().get(exit.index());
            modules = Gaussians.random(federation.network().classes(), features, federation.stream("means-" + exit))
                    .addTo(modules, exit);
        }
        return modules;
    }

    /** By the mean under every aggregator, because the values of a client belong together. */
    @Override
    protected Payload aggregateModules(Payload modules, FederationSpec federation, ClientResults results) {
        return super.aggregateModules(modules, federation, new ClientResults(federation, results.all()));
    }

    private static double[] logPriors(ClientContext client) {
        int[] counts =
                client.examples().classCounts(client.federation().network().classes());
        return Gaussians.logPriors(counts, EPSILON * client.examples().size());
    }

    private static ParameterSet head(ClientContext client, Exit exit, Gaussians gaussians) {
        return ParameterSet.of(
                Classifiers.dense(client.layout(), exit), gaussians.discriminant(EPSILON, logPriors(client)));
    }

    @Override
    protected ParameterSet start(ClientContext client) {
        ParameterSet start = super.start(client);
        for (Exit exit : client.exits()) {
            start = start.with(head(client, exit, Gaussians.of(client.received(), exit)));
        }
        return start;
    }

    @Override
    protected Objective objective(ClientContext client) {
        Objective objective = super.objective(client).restrictedTo(shared(client.layout()));
        for (Exit exit : objective.exits()) {
            objective = objective.with(new CollectedFeatures(exit));
        }
        return objective;
    }

    private Gaussians adapted(ClientContext client, CollectedFeatures collected) {
        Gaussians shared = Gaussians.of(client.received(), collected.exit());
        LabelledFeatures own = collected.labelled(shared.means().length, shared.covariance().length);
        double share = own.likeliest(
                SHARES, (rest, each) -> shared.mixed(each, each, rest.gaussians(shared.means(), LEAST_EXAMPLES))
                        .discriminant(EPSILON, logPriors(client)));
        return shared.mixed(share, share, own.moments().gaussians(shared.means(), LEAST_EXAMPLES));
    }

    @Override
    protected Payload upload(ClientContext client, Network network, Objective objective, TrainingReport report) {
        Payload upload = super.upload(client, network, objective, report);
        for (LossTerm term : objective.losses()) {
            if (term instanceof CollectedFeatures own) {
                upload = adapted(client, own).addTo(upload, own.exit());
            }
        }
        return upload;
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        ParameterSet start = start(client);
        network.load(start);
        for (Exit exit : client.exits()) {
            CollectedFeatures own = new CollectedFeatures(exit);
            network.forward(client.examples(), own::addTo);
            start = start.with(head(client, exit, adapted(client, own)));
        }
        network.load(start);
    }
}

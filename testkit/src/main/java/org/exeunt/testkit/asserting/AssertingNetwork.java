package org.exeunt.testkit.asserting;

import static org.exeunt.testkit.asserting.Promise.CALLER;
import static org.exeunt.testkit.asserting.Promise.require;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.testkit.engine.LendingNetwork;
import org.exeunt.testkit.engine.LendingPass;

/**
 * A network that checks rules E2, E4, E6, E9, E10 and E12 of another network at every call. Also checks its caller: one
 * thread at a time, only blocks and exits of the network, and no use of a forward pass after the call.
 */
final class AssertingNetwork extends LendingNetwork {
    private final ThreadConfinement thread = new ThreadConfinement(CALLER, "a network");
    private volatile String ended = "";

    AssertingNetwork(Network network) {
        super(network);
    }

    /** Rejects all further calls. */
    void end(String why) {
        ended = why;
    }

    private void requireInUse() {
        require(ended.isEmpty(), CALLER, "a network is used %s", ended);
    }

    private void requireOwn(BlockSet blocks, String what) {
        requireInUse();
        require(blocks.layout().equals(spec().layout()), CALLER, "%s belong to another network: %s", what, blocks);
    }

    @Override
    public void load(ParameterSet parameters) {
        requireOwn(parameters.blocks(), "parameters to load");
        thread.call(() -> {
            super.load(parameters);
            require(
                    same(super.read(parameters.blocks()), parameters),
                    "E2",
                    "the values read differ from the values loaded");
            return null;
        });
    }

    @Override
    public ParameterSet read(BlockSet blocks) {
        requireOwn(blocks, "blocks to read");
        return thread.call(() -> super.read(blocks));
    }

    @Override
    public void loadVelocity(ParameterSet velocity) {
        requireOwn(velocity.blocks(), "velocities to load");
        thread.call(() -> {
            super.loadVelocity(velocity);
            return null;
        });
    }

    @Override
    public ParameterSet readVelocity(BlockSet blocks) {
        requireOwn(blocks, "velocities to read");
        return thread.call(() -> super.readVelocity(blocks));
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        requireOwn(objective.trainable(), "blocks to train");
        for (Exit exit : objective.exits()) {
            require(spec().allExits().contains(exit), CALLER, "exit %s is not one of %d", exit, spec().exits());
        }
        require(examples.size() > 0, CALLER, "train is called without examples");
        return thread.call(() -> {
            BlockSet frozen =
                    spec().layout().select(block -> !block.role().isStatistic()).minus(objective.trainable());
            ParameterSet before = super.read(frozen);
            TrainingReport report = super.train(objective, examples, training, random);
            require(
                    same(super.read(frozen), before),
                    "E4",
                    "training changed blocks outside %s",
                    objective.trainable());
            requireComplete(report, objective, examples, training);
            return report;
        });
    }

    private static void requireComplete(
            TrainingReport report, Objective objective, Examples examples, LocalTraining training) {
        long batches = (examples.size() + training.batchSize() - 1) / training.batchSize();
        require(
                !Double.isFinite(report.loss()) // training may stop at such a step
                        || report.epochs() == training.epochs() && report.steps() == training.epochs() * batches,
                "E6",
                "%d epochs of %d batches are reported as %s epochs and %d steps",
                training.epochs(),
                batches,
                report.epochs(),
                report.steps());
        long trainable = objective.auxiliaryHeads().stream()
                .filter(TrainableAuxiliaryHead.class::isInstance)
                .count();
        require(
                report.heads().size() == trainable,
                "H1",
                "of %d trainable heads %d are reported",
                trainable,
                report.heads().size());
    }

    @Override
    protected LendingPass lend(ForwardPass pass) {
        return new GuardedPass(pass);
    }

    @Override
    public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
        requireOwn(objective.trainable(), "blocks of a gradient");
        return thread.call(() -> super.gradient(objective, examples, random));
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        requireInUse();
        thread.call(() -> {
            ParameterSet before = super.read(spec().layout().all());
            int[] seen = {0};
            super.forward(examples, pass -> {
                seen[0] += pass.size();
                visitor.accept(pass);
            });
            require(seen[0] == examples.size(), "E11", "of %d examples %d were visited", examples.size(), seen[0]);
            require(same(super.read(spec().layout().all()), before), "E10", "inference changed parameters or buffers");
            return null;
        });
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule rule) {
        requireInUse();
        return thread.call(() -> {
            ParameterSet before = super.read(spec().layout().all());
            List<ExitDecision> decisions = super.infer(examples, rule);
            require(same(super.read(spec().layout().all()), before), "E10", "inference changed parameters or buffers");
            require(
                    decisions.size() == examples.size(),
                    "E12",
                    "of %d examples %d left",
                    examples.size(),
                    decisions.size());
            for (ExitDecision decision : decisions) {
                require(
                        spec().allExits().contains(decision.exit())
                                && decision.label() >= 0
                                && decision.label() < spec().classes(),
                        "E12",
                        "%s of a network of %d exits and %d classes",
                        decision,
                        spec().exits(),
                        spec().classes());
            }
            return decisions;
        });
    }

    @Override
    public void close() {
        requireInUse();
        end("after it was closed");
        super.close();
    }

    /** Compares bits, so that NaN equals NaN; the sets are known to have the same blocks. */
    private static boolean same(ParameterSet one, ParameterSet other) {
        return Arrays.equals(one.values(), other.values());
    }
}

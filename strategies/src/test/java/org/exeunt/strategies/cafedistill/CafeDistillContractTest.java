package org.exeunt.strategies.cafedistill;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.QuadraticProgram;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.SimilarityVector;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.testkit.contract.StrategyContract;

class CafeDistillContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return Stream.of(
                        Settings.paper(),
                        Settings.reference(),
                        Settings.paper().with(s -> s.teacherPool = TeacherPool.ALL_CACHED),
                        Settings.reference().with(s -> s.similarityVector = SimilarityVector.LAST_HEAD_PARAMETERS),
                        Settings.paper().with(s -> s.similarityVector = SimilarityVector.SAME_DEPTH_PARAMETERS),
                        Settings.paper().with(s -> s.quadraticProgram = QuadraticProgram.DISTANCE_L2))
                .map(settings -> PluginChoice.<Strategy<?>, CafeDistillOptions>of(
                        new CafeDistill.Provider(), settings.options()))
                .toList();
    }

    /** A preset selects defaults. */
    @Override
    protected Set<String> optionsWithoutEffect() {
        return Set.of("preset");
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        int exits = layout.heads().blocks().stream()
                .mapToInt(block -> block.depth())
                .max()
                .orElseThrow();
        boolean allHeads = ((CafeDistillOptions) options).similarityVector() == SimilarityVector.SAME_DEPTH_PARAMETERS;
        return layout.backbone().union(allHeads ? layout.heads() : layout.head(new Exit(exits)));
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round) {
        return federation.layout().backbone().size()
                + federation.layout().head(federation.network().finalExit()).size();
    }
}

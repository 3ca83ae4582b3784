package org.exeunt.datasets.partition;

import java.util.List;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.Choice;
import org.exeunt.testkit.contract.PartitionerContract;

class DirichletPartitionerContractTest extends PartitionerContract {
    @Override
    protected List<Choice<Partitioner>> variants() {
        return List.of(
                Choice.of(new DirichletPlugin(), new DirichletOptions(0.1, 10, 0.25, 4)),
                Choice.of(new DirichletPlugin(), new DirichletOptions(0.3, 20, 0, 1)),
                Choice.of(new DirichletPlugin(), new DirichletOptions(100, 4, 0.9, 40)));
    }
}

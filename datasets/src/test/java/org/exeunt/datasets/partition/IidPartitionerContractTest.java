package org.exeunt.datasets.partition;

import java.util.List;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.Choice;
import org.exeunt.testkit.contract.PartitionerContract;

class IidPartitionerContractTest extends PartitionerContract {
    @Override
    protected List<Choice<Partitioner>> variants() {
        return List.of(
                Choice.of(new IidPlugin(), new IidOptions(1, 0.25)),
                Choice.of(new IidPlugin(), new IidOptions(1200, 0.25)),
                Choice.of(new IidPlugin(), new IidOptions(7, 0)));
    }
}

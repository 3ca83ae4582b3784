package org.exeunt.datasets.partition;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.PartitionerContract;

class SchemePartitionerContractTest extends PartitionerContract {
    @Override
    protected List<PluginChoice<Partitioner>> variants() {
        List<PluginChoice<Partitioner>> variants = new ArrayList<>();
        variants.addAll(TestPartitions.all(new ClientSplitOptions(10, TestPartitions.split(0.25, 0.1))));
        variants.addAll(TestPartitions.all(new ClientSplitOptions(20, TestPartitions.split(0, 0))));
        for (Split split : Split.values()) {
            variants.addAll(TestPartitions.all(new ClientSplitOptions(10, TestPartitions.split(split))));
        }
        variants.add(PluginChoice.of(new Iid.Provider(), new Iid(TestPartitions.clientSplit(1))));
        variants.add(PluginChoice.of(new Iid.Provider(), new Iid(TestPartitions.clientSplit(1200))));
        variants.add(PluginChoice.of(
                new Dirichlet.Provider(),
                new Dirichlet(100, new ClientSplitOptions(4, TestPartitions.split(0.9, 0)), 40)));
        for (Sizes distribution : List.of(Sizes.DIRICHLET, Sizes.LOGNORMAL)) { // with sizes that are drawn again
            SizeOptions sizes = new SizeOptions(distribution, 0.5, 1, 30);
            ClientSplitOptions ten = TestPartitions.clientSplit(10);
            variants.add(PluginChoice.of(new Quantity.Provider(), new Quantity(sizes, ten)));
            variants.add(PluginChoice.of(
                    new DirichletPerClient.Provider(),
                    new DirichletPerClient(0.3, DirichletPerClient.Prior.UNIFORM, sizes, ten)));
        }
        variants.add(PluginChoice.of(new Exdir.Provider(), new Exdir(3, 1, TestPartitions.clientSplit(10), 60)));
        return variants;
    }
}

package org.exeunt.datasets.partition;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.PartitionerContract;

class DealtPartitionerContractTest extends PartitionerContract {
    @Override
    protected List<PluginChoice<Partitioner>> variants() {
        List<PluginChoice<Partitioner>> variants = new ArrayList<>();
        variants.addAll(Dealings.all(new DealOptions(10, Dealings.split(0.25, 0.1))));
        variants.addAll(Dealings.all(new DealOptions(20, Dealings.split(0, 0))));
        for (Split split : Split.values()) {
            variants.addAll(Dealings.all(new DealOptions(10, Dealings.split(split))));
        }
        variants.add(PluginChoice.of(new Iid.Plugin(), new Iid.Options(Dealings.among(1))));
        variants.add(PluginChoice.of(new Iid.Plugin(), new Iid.Options(Dealings.among(1200))));
        variants.add(PluginChoice.of(
                new Dirichlet.Plugin(), new Dirichlet.Options(100, new DealOptions(4, Dealings.split(0.9, 0)), 40)));
        return variants;
    }
}

package org.exeunt.runtime.store.state;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.runtime.store.codec.RecordShape;
import org.exeunt.runtime.store.codec.StateWriter;

/**
 * Visits the parameter sets of a server state, which consists of records, maps by client, lists and payloads.
 * Containers of replaced sets are copied in their order; all other objects are kept.
 */
public record StateParts(StateParts.Visitor visitor) {
    /** Visits parameter sets. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Returns the set itself, or an equal one to replace it.
         *
         * @param ofClient whether the set is in a map by client
         */
        ParameterSet visit(ParameterSet set, boolean ofClient);

        /** Visits a vector of a payload. Does nothing by default. */
        default void visit(String name, float[] vector) {}
    }

    /** Returns a state with its parameter sets replaced as the visitor returns them. */
    @SuppressWarnings("unchecked") // a record is created again by its own constructor
    public static <S extends Record> S replace(S state, Visitor visitor) {
        return (S) new StateParts(visitor).record(state, false);
    }

    private Object value(Object value, boolean ofClient) {
        if (value instanceof ParameterSet set) {
            return visitor.visit(set, ofClient);
        }
        if (value instanceof Payload payload) {
            return payload(payload, ofClient);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, ofClient);
        }
        if (value instanceof List<?> list) {
            return list(list, ofClient);
        }
        if (value instanceof Record holder) {
            return record(holder, ofClient);
        }
        if (!StateWriter.isLeaf(value)) {
            throw StateWriter.unsupported(value);
        }
        return value;
    }

    private Payload payload(Payload payload, boolean ofClient) {
        Payload next = payload;
        for (Map.Entry<String, ParameterSet> set : payload.parameterSets().entrySet()) {
            ParameterSet replaced = visitor.visit(set.getValue(), ofClient);
            next = replaced == set.getValue() ? next : next.with(set.getKey(), replaced);
        }
        payload.vectors().forEach(visitor::visit);
        return next;
    }

    private Object map(Map<?, ?> map, boolean ofClient) {
        Map<Object, Object> replaced = new LinkedHashMap<>();
        map.forEach((key, value) -> replaced.put(key, value(value, ofClient || key instanceof ClientId)));
        if (areSame(map.values(), replaced.values())) {
            return map;
        }
        return map instanceof SortedMap
                ? Collections.unmodifiableSortedMap(new TreeMap<>(replaced))
                : Collections.unmodifiableMap(replaced);
    }

    private Object list(List<?> list, boolean ofClient) {
        List<Object> replaced = list.stream().map(each -> value(each, ofClient)).toList();
        return areSame(list, replaced) ? list : replaced;
    }

    private Object record(Record holder, boolean ofClient) {
        RecordShape shape = RecordShape.of(holder.getClass());
        Object[] values = shape.read(holder);
        Object[] replaced = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            try {
                replaced[i] = value(values[i], ofClient);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "%s.%s: %s".formatted(shape.name(), shape.component(i), e.getMessage()), e);
            }
        }
        return areSame(Arrays.asList(values), Arrays.asList(replaced)) ? holder : shape.create(replaced);
    }

    private static boolean areSame(Collection<?> values, Collection<?> replaced) {
        Iterator<?> others = replaced.iterator();
        return values.stream().allMatch(each -> each == others.next());
    }
}

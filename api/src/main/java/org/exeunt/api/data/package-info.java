/**
 * Data sets and their partition: a {@link org.exeunt.api.data.DatasetSource} loads a
 * {@link org.exeunt.api.data.Dataset}, and a {@link org.exeunt.api.data.Partitioner} assigns its examples to clients.
 */
@NullMarked
package org.exeunt.api.data;

import org.jspecify.annotations.NullMarked;

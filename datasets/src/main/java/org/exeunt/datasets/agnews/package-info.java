/**
 * AG News, news items as token sequences. Start at {@link org.exeunt.datasets.agnews.AgNewsSource}; {@code Articles}
 * reads a file.
 */
package org.exeunt.datasets.agnews;

/** Rules by which what clients upload becomes one: the weighted mean, and rules that withstand some uploads that are wrong. */
package org.exeunt.strategies.aggregation;

/*
 * The HTML standard's named character references as a hash table, for entities.c alone. The hash is 32-bit FNV-1a of
 * the name as it stands behind "&", with its ";" when it has one; its top bits choose the slot, a taken one sends on to
 * the next.
 */
#ifndef SHINGLE_EXTRACT_ENTITIES_TABLE_H
#define SHINGLE_EXTRACT_ENTITIES_TABLE_H

#include <stdint.h>

enum { ENTITY_SLOT_BITS = 12 };

struct entity {
    uint16_t name_at; /* offset in entity_names */
    uint8_t name_size;
    uint8_t value_size;
    uint8_t value[6]; /* UTF-8 */
};

extern const char entity_names[];
extern const struct entity entities[];
extern const uint16_t entity_slots[1 << ENTITY_SLOT_BITS]; /* number of an entity + 1, 0 = free */

#endif

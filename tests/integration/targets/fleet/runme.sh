#!/usr/bin/env bash
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Simulated phones are brought to what inventory.yml declares. A second run changes nothing, and a survey agrees.
set -eux -o pipefail

tests="${ANSIBLE_COLLECTIONS_PATH%%:*}/ansible_collections/voip/grandstream/tests"
export SIMULATED="$PWD/simulated.json"

PYTHONPATH="$tests" python -m simulator --phones 4 --model gxv3370 --model wp820 --first-address 127.0.77.1 --port 0 \
    --control 127.0.0.1:0 --ready-file "$SIMULATED" --exit-with-parent &
simulator=$!
trap 'kill "$simulator"; wait "$simulator" || true' EXIT
for _ in $(seq 300); do
    [ -e "$SIMULATED" ] && break
    kill -0 "$simulator"
    sleep 0.1
done

ansible-playbook -i inventory.yml "$@" voip.grandstream.enforce | tee first.txt
[ "$(grep -c ' changed=1 ' first.txt)" = 4 ]
ansible-playbook -i inventory.yml "$@" verify.yml
ansible-playbook -i inventory.yml "$@" voip.grandstream.enforce | tee again.txt
[ "$(grep -c ' changed=0 ' again.txt)" = 4 ]
ansible-playbook -i inventory.yml "$@" voip.grandstream.survey | tee survey.txt
grep -q '4 phones: 4 in line' survey.txt

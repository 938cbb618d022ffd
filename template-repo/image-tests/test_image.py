"""Run in the image, before anybody gets it. A test that fails keeps the image from the registry."""

import importlib
import shutil

import pytest


@pytest.mark.parametrize("module", ["numpy", "nbgitpuller"])
def test_package_is_there(module):
    importlib.import_module(module)


def test_a_hub_can_start_it():
    assert shutil.which("jupyterhub-singleuser")
